/** What the policies would be asked for a call that nobody makes. */
import { contextOf, type PolicyRequest } from '../../../policy/index.ts'
import type { Authorization, Caller } from '../../protocol/index.ts'
import { contextOfCall } from './call-context.ts'
import { type AccountFacts, policyRequest } from './policy-request.ts'
import type { RequestFacts } from './request-context.ts'
import { signedByHeader } from './s3-context.ts'

export interface ImaginedCall extends RequestFacts {
  readonly caller: Caller
  readonly authorization: Authorization
}

export const imaginedRequest = (call: ImaginedCall, accounts: AccountFacts): PolicyRequest =>
  policyRequest({ caller: call.caller, context: contextOfImagined(call) }, call.authorization, accounts)

function contextOfImagined({ caller, authorization, ...facts }: ImaginedCall) {
  const isSigned = caller.principal.kind !== 'anonymous' && /^s3:/i.test(authorization.action)
  return contextOfCall(facts, caller, isSigned ? contextOf(signedByHeader) : undefined)
}
