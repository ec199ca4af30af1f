/** The call as an operation sees it. */
import { partitionOf } from '../../../arn/index.ts'
import { accountOf, contextOf, mergeContexts } from '../../../policy/index.ts'
import type { Call } from '../../protocol/index.ts'
import { filled, type Passage } from '../passage.ts'
import { callerContext } from './caller-context.ts'
import { requestContext, sourceIpOf } from './request-context.ts'
import { s3Context } from './s3-context.ts'

export function callOf(passage: Passage): Call {
  const { gateway, host, ids, notes, now, region, request, trailers } = passage
  const service = filled(passage.service, 'service')
  const caller = filled(passage.caller, 'caller')
  const known = contextOf(
    requestContext(passage),
    callerContext(caller, now),
    service.family === 's3' ? s3Context(passage) : {},
  )
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
    context: caller.context.size === 0 ? known : mergeContexts(known, caller.context),
    signal: request.signal,
    trailers,
    notes,
  }
}
