/** What the policies are asked for one authorization of a call. */
import { accountOf, type PolicyRequest, putOrganizationKeys } from '../../../policy/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import type { GatewayNeeds } from '../ports.ts'

/** What is asked of the accounts of the caller and of the resource. */
export type AccountFacts = Pick<GatewayNeeds, 'resourceControlOf' | 'organizationOf'>

/** The services on whose resources RCPs bear: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services */
const underResourceControl =
  /^(?:s3|sts|kms|sqs|secretsmanager|cognito-identity|cognito-idp|logs|dynamodb|ecr|aoss):/i

export function policyRequest(
  call: Pick<Call, 'caller' | 'context'>,
  authorization: Authorization,
  accounts: AccountFacts = {},
): PolicyRequest {
  const { action, resource, resourceAccount, context, resourcePolicy, resourcePolicyRequired } = authorization
  const { principal, policies } = call.caller
  const keys = new Map(call.context)
  const own = accountOf(principal)
  const owner = resourceAccount ?? own
  if (owner !== undefined) keys.set('aws:resourceaccount', [owner])
  putOrganizationKeys(keys, accounts.organizationOf, { principal: own, resource: owner })
  // They are those of the account that owns the resource, whoever calls.
  const resourceControl =
    owner !== undefined && underResourceControl.test(action) ? accounts.resourceControlOf?.(owner) : undefined
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
