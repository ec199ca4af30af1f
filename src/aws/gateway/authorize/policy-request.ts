/** What the policies are asked for one authorization of a call. */
import { accountOf, type PolicyRequest, type PolicySet } from '../../../policy/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'

/** Resource control policies are those of the account that owns the resource, whoever calls. */
export type ResourceControlOf = (account: string) => PolicySet['resourceControl']

export function policyRequest(
  call: Call,
  authorization: Authorization,
  resourceControlOf?: ResourceControlOf,
): PolicyRequest {
  const { action, resource, resourceAccount, context, resourcePolicy, resourcePolicyRequired } = authorization
  const { principal, policies } = call.caller
  const keys = new Map(call.context)
  const owner = resourceAccount ?? accountOf(principal)
  if (owner !== undefined) keys.set('aws:resourceaccount', [owner])
  const resourceControl = owner === undefined ? undefined : resourceControlOf?.(owner)
  for (const [name, values] of context ?? []) keys.set(name, values)
  return {
    principal,
    action,
    resource,
    resourceAccount,
    context: keys,
    policies: {
      ...policies,
      ...(resourceControl !== undefined && { resourceControl }),
      ...(resourcePolicy !== undefined && { resource: resourcePolicy }),
      ...(resourcePolicyRequired !== undefined && { resourceRequired: resourcePolicyRequired }),
    },
  }
}
