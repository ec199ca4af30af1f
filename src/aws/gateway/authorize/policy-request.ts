/** What the policies are asked for one authorization of a call. */
import { accountOf, type PolicyRequest } from '../../../policy/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'

export function policyRequest(call: Call, authorization: Authorization): PolicyRequest {
  const { action, resource, resourceAccount, context, resourcePolicy, resourcePolicyRequired } = authorization
  const { principal, policies } = call.caller
  const keys = new Map(call.context)
  const owner = resourceAccount ?? accountOf(principal)
  if (owner !== undefined) keys.set('aws:resourceaccount', [owner])
  for (const [name, values] of context ?? []) keys.set(name, values)
  return {
    principal,
    action,
    resource,
    resourceAccount,
    context: keys,
    policies: {
      ...policies,
      ...(resourcePolicy !== undefined && { resource: resourcePolicy }),
      ...(resourcePolicyRequired !== undefined && { resourceRequired: resourcePolicyRequired }),
    },
  }
}
