/** The call as an operation sees it. */
import { partitionOf } from '../../../arn/index.ts'
import { accountOf, type ContextKeys, contextOf, mergeContexts } from '../../../policy/index.ts'
import type { Call, Caller } from '../../protocol/index.ts'
import { filled, type Passage, type Service } from '../passage.ts'
import { callerContext } from './caller-context.ts'
import { requestContext, sourceIpOf } from './request-context.ts'
import { s3Context } from './s3-context.ts'

export function callOf(passage: Passage): Call {
  const { gateway, host, ids, notes, now, region, request, trailers } = passage
  const service = filled(passage.service, 'service')
  const caller = filled(passage.caller, 'caller')
  let context: ContextKeys | undefined
  return {
    requestId: ids.requestId,
    service: service.model.name,
    operation: filled(passage.operation, 'operation').name,
    region,
    partition: partitionOf(region),
    account: accountOf(caller.principal) ?? gateway.needs.account,
    caller,
    now,
    sourceIp: sourceIpOf(request.peer.address),
    userAgent: request.headers['user-agent']?.[0] ?? '',
    secureTransport: request.peer.tls !== undefined,
    endpoint: `${request.peer.tls === undefined ? 'http' : 'https'}://${host}`,
    // Most operations that ask no permission never look at it.
    get context() {
      return (context ??= contextKeysOf(passage, service, caller))
    },
    signal: request.signal,
    trailers,
    notes,
  }
}

function contextKeysOf(passage: Passage, { family }: Service, caller: Caller): ContextKeys {
  const known = contextOf(
    requestContext(passage),
    callerContext(caller, passage.now),
    family === 's3' ? s3Context(passage) : {},
  )
  return caller.context.size === 0 ? known : mergeContexts(known, caller.context)
}
