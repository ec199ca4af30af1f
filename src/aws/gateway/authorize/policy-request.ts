/** What the policies are asked for one authorization of a call. */
import { accountOf, mergeContexts, type PolicyRequest } from '../../../policy/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'

export function policyRequest(call: Call, authorization: Authorization): PolicyRequest {
  const { action, resource, resourceAccount, context, resourcePolicy, resourcePolicyRequired } = authorization
  const { principal, policies } = call.caller
  const owner = resourceAccount ?? accountOf(principal)
  const account = new Map(owner === undefined ? [] : [['aws:resourceaccount', [owner]] as const])
  return {
    principal,
    action,
    resource,
    resourceAccount,
    context: mergeContexts(call.context, account, ...(context === undefined ? [] : [context])),
    policies: {
      ...policies,
      ...(resourcePolicy !== undefined && { resource: resourcePolicy }),
      ...(resourcePolicyRequired !== undefined && { resourceRequired: resourcePolicyRequired }),
    },
  }
}
