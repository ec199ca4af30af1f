/** The call as an operation sees it. */
import { partitionOf } from '../../../arn/index.ts'
import { accountOf, type ContextKeys, contextOf } from '../../../policy/index.ts'
import type { Call, Caller, CallNotes } from '../../protocol/index.ts'
import { filled, type Passage, type Service } from '../passage.ts'
import { putCallerKeys } from './caller-context.ts'
import { putRequestKeys, sourceIpOf } from './request-context.ts'
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
    return (this.#context ??= contextKeysOf(this.#passage, this.#service, this.caller))
  }

  get signal(): AbortSignal {
    return this.#passage.request.signal
  }
}

/** What the caller's own context says of a key stands above the rest. */
function contextKeysOf(passage: Passage, { family }: Service, caller: Caller): ContextKeys {
  const keys = new Map<string, readonly string[]>()
  putRequestKeys(keys, passage)
  putCallerKeys(keys, caller, passage.now)
  if (family === 's3') for (const [name, value] of contextOf(s3Context(passage))) keys.set(name, value)
  for (const [name, value] of caller.context) keys.set(name, value)
  return keys
}
