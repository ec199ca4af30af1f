/** The call as an operation sees it. */
import { partitionOf } from '../../../arn/index.ts'
import { accountOf, type ContextKeys, contextOf } from '../../../policy/index.ts'
import type { Call, Caller, CallNotes } from '../../protocol/index.ts'
import { filled, type Passage, type Service } from '../passage.ts'
import { contextOfCall } from './call-context.ts'
import { sourceIpOf } from './request-context.ts'
import { s3Context } from './s3-context.ts'

/** A class for its getters alone: in an object literal each would cost a closure and a hidden class a call. */
export class PassingCall implements Call {
  readonly requestId: string
  readonly service: string
  readonly operation: string
  readonly region: string
  readonly partition: string
  readonly account: string
  readonly caller: Caller
  readonly now: number
  readonly sourceIp: string
  readonly userAgent: string
  readonly secureTransport: boolean
  readonly endpoint: string
  readonly trailers: ReadonlyMap<string, string>
  readonly notes: CallNotes
  refused?: ReadonlyMap<string, Error>
  readonly #passage: Passage
  readonly #service: Service
  #context: ContextKeys | undefined

  constructor(passage: Passage) {
    const { gateway, host, ids, notes, now, region, request, trailers } = passage
    const { tls, address } = request.peer
    this.#passage = passage
    this.#service = filled(passage.service, 'service')
    this.caller = filled(passage.caller, 'caller')
    this.requestId = ids.requestId
    this.service = this.#service.model.name
    this.operation = filled(passage.operation, 'operation').name
    this.region = region
    this.partition = partitionOf(region)
    this.account = accountOf(this.caller.principal) ?? gateway.needs.account
    this.now = now
    this.sourceIp = sourceIpOf(address)
    this.userAgent = request.headers['user-agent']?.[0] ?? ''
    this.secureTransport = tls !== undefined
    this.endpoint = `${tls === undefined ? 'http' : 'https'}://${host}`
    this.trailers = trailers
    this.notes = notes
  }

  /** Most operations that ask no permission never look at it. */
  get context(): ContextKeys {
    return (this.#context ??= contextOfCall(this, this.caller, keysOfWay(this.#passage, this.#service)))
  }

  get signal(): AbortSignal {
    return this.#passage.request.signal
  }
}

/** The keys that only the request itself can tell. */
function keysOfWay(passage: Passage, { family }: Service): ContextKeys | undefined {
  const referer = passage.request.headers['referer']?.[0]
  if (family !== 's3' && referer === undefined) return undefined
  return contextOf({ 'aws:Referer': referer }, family === 's3' ? s3Context(passage) : {})
}
