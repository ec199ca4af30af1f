/** Where an account stands in the organization, ready to decide with; read anew only when the organization changed. */
import { compilePolicy, parsePolicy, type CompiledPolicy } from '../../policy/index.ts'
import type { Reader, Store } from '../../store/index.ts'
import { policyArn } from './arns.ts'
import type { MemberRecord, OrganizationRecord, PolicyRecord, PolicyType } from './model.ts'
import { chainTo, pathTo } from './path.ts'
import { members, organizationEntry, policiesAttachedTo } from './store.ts'

export interface AccountStanding {
  readonly organizationId: string
  readonly managementAccount: string
  /** The services that may act for all accounts. */
  readonly trustedServices: readonly string[]
  /** `o-.../r-.../ou-.../` */
  readonly path: string
  /** A closed account's keys and roles are of no use. */
  readonly isClosed: boolean
  /** One list a level, from the root down; absent where no such policies bear on the account. */
  readonly serviceControl?: readonly (readonly CompiledPolicy[])[]
  readonly resourceControl?: readonly (readonly CompiledPolicy[])[]
}

/** Undefined for an account of no organization. */
export function createStandingReader(store: Store): (account: string) => AccountStanding | undefined {
  let readAt = -1
  const known = new Map<string, AccountStanding | undefined>()
  const compiled = new WeakMap<PolicyRecord, CompiledPolicy>()
  return (account) => {
    const entry = organizationEntry(store)
    if (entry === undefined) return undefined
    if (entry.revision !== readAt) {
      known.clear()
      readAt = entry.revision
    }
    const before = known.get(account)
    if (before !== undefined) return before
    const member = members.get(store, account)?.value
    if (member === undefined) return undefined
    const standing = standingOf(store, entry.value, member, compiled)
    known.set(account, standing)
    return standing
  }
}

function standingOf(
  from: Reader,
  organization: OrganizationRecord,
  member: MemberRecord,
  compiled: WeakMap<PolicyRecord, CompiledPolicy>,
): AccountStanding {
  const levels = (type: PolicyType) =>
    chainTo(from, organization, member.parent)
      .concat(member.id)
      .map((id) =>
        policiesAttachedTo(from, id, type).map((policy) => compile(organization, policy, compiled)),
      )
  // Neither its principals nor its resources are under the organization's policies.
  const isExempt = member.id === organization.managementAccount
  const bears = (type: PolicyType): boolean => !isExempt && organization.enabledPolicyTypes.includes(type)
  return {
    organizationId: organization.id,
    managementAccount: organization.managementAccount,
    trustedServices: (organization.trustedServices ?? []).map(({ principal }) => principal),
    path: pathTo(from, organization, member.parent),
    isClosed: member.status !== 'ACTIVE',
    ...(bears('SERVICE_CONTROL_POLICY') && { serviceControl: levels('SERVICE_CONTROL_POLICY') }),
    ...(bears('RESOURCE_CONTROL_POLICY') && { resourceControl: levels('RESOURCE_CONTROL_POLICY') }),
  }
}

function compile(
  organization: OrganizationRecord,
  policy: PolicyRecord,
  compiled: WeakMap<PolicyRecord, CompiledPolicy>,
): CompiledPolicy {
  const known = compiled.get(policy)
  if (known !== undefined) return known
  // AWS's own for resources allows, which only a plain resource policy may.
  const kind =
    policy.type === 'SERVICE_CONTROL_POLICY'
      ? 'service-control'
      : policy.awsManaged
        ? 'resource'
        : 'resource-control'
  const parsed = parsePolicy(policy.content, kind)
  if (!parsed.ok) throw new Error(`policy ${policy.id} is malformed: ${parsed.problems[0].message}`)
  const made = compilePolicy(parsed.document, { name: policyArn(organization, policy) })
  compiled.set(policy, made)
  return made
}
