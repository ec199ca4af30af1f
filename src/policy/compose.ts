/** How the types of policies make one decision, in the order of AWS's evaluation flow. */
import type { Naming } from './match/principal.ts'
import type { Principal } from './principal.ts'
import type { Decision, PolicyRequest, PolicySet, PolicyType, StatementReference } from './types.ts'

/** What the policies of each type say to one request. */
export interface Evidence {
  /** Every Deny that applies, of the policies that bear on the request. */
  denies(type: PolicyType): readonly StatementReference[]
  /** An Allow for each list of the type that bears on the request; undefined when one is missing. */
  allows(type: PolicyType): readonly StatementReference[] | undefined
  /** The Allow of the resource policy that names the principal most closely. */
  grant(): Grant | undefined
}

export interface Grant {
  readonly naming: Exclude<Naming, 'none'>
  readonly statement: StatementReference
}

/**
 * The order of the evaluation flow, "How AWS enforcement code logic evaluates requests":
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * When several types deny, AWS names one and does not say which; we name the first of this order, explicit
 * denies before missing allows.
 */
export const evaluationOrder: readonly PolicyType[] = [
  'resource control policy',
  'service control policy',
  'resource-based policy',
  'identity-based policy',
  'permissions boundary',
  'session policy',
]

type Deciding = Pick<PolicyRequest, 'principal' | 'resourceAccount' | 'policies'>

export function compose(request: Deciding, evidence: Evidence): Decision {
  for (const by of evaluationOrder) {
    const statements = evidence.denies(by)
    if (statements.length > 0) return { effect: 'explicit-deny', by, statements }
  }
  return composeAllows(request, evidence)
}

function composeAllows(request: Deciding, evidence: Evidence): Decision {
  const { principal, resourceAccount, policies } = request
  const statements: StatementReference[] = []
  const require = (type: PolicyType): boolean => {
    const allows = evidence.allows(type)
    if (allows !== undefined) statements.push(...allows)
    return allows !== undefined
  }
  for (const type of ['resource control policy', 'service control policy'] as const)
    if (!require(type)) return denied(type)

  const grant = evidence.grant()
  const sameAccount = isOf(principal, resourceAccount)
  const needsGrant = !sameAccount || policies.resourceRequired === true
  if (grant === undefined && needsGrant) return denied('resource-based policy')
  if (grant !== undefined && (needsGrant || grant.naming !== 'account')) statements.push(grant.statement)
  // Who belongs to no account has nothing but the resource's policy, as has whoever it names directly.
  if (!('account' in principal)) return { effect: 'allow', statements }
  if (sameAccount && grant?.naming === 'direct') return { effect: 'allow', statements }
  // A grant to the role stands for the identity policies of its session, but boundary and session policies limit it.
  const standsForIdentity = sameAccount && grant?.naming === 'role'
  for (const type of ['identity-based policy', 'permissions boundary', 'session policy'] as const) {
    if (type === 'identity-based policy' && standsForIdentity) continue
    if (!require(type)) return denied(type)
  }
  return { effect: 'allow', statements }
}

const denied = (missing: PolicyType): Decision => ({ effect: 'implicit-deny', missing, statements: [] })

/** Services, web identities and anonymous callers are of no account, so no account's policies limit or help them. */
function isOf(principal: Principal, resourceAccount: string | undefined): boolean {
  if (!('account' in principal)) return false
  return resourceAccount === undefined || resourceAccount === principal.account
}

type Lists = readonly PolicySet['identity'][]

const none: Lists = []

/**
 * The policies of a type that bear on the request: one list, but for control policies one a level. An account's
 * own policies bear on its principals alone.
 */
export function listsOf(type: PolicyType, { principal, policies }: Deciding): Lists {
  const { resourceControl, serviceControl, resource, identity, boundary, session } = policies
  const ofAccount = 'account' in principal
  const hasPolicies = ofAccount && principal.kind !== 'root'
  switch (type) {
    case 'resource control policy':
      return resourceControl === undefined || isServiceLinked(principal) ? none : resourceControl
    case 'service control policy':
      return serviceControl === undefined || !ofAccount || isServiceLinked(principal) ? none : serviceControl
    case 'resource-based policy':
      return resource === undefined ? none : [[resource]]
    case 'identity-based policy':
      return hasPolicies ? [identity] : none
    case 'permissions boundary':
      return boundary === undefined || !hasPolicies ? none : [boundary]
    default:
      return session === undefined || !ofAccount ? none : [session]
  }
}

/** Neither SCPs nor RCPs restrict service-linked roles. */
const isServiceLinked = (principal: Principal): boolean =>
  principal.kind === 'role-session' && principal.roleArn.includes(':role/aws-service-role/')
