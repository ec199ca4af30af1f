/** Reads and writes of Organizations' documents; a change counts itself in the organization's own. */
import { collection, type Entry, type Reader, type Transaction } from '../../store/index.ts'
import type { Call } from '../protocol/index.ts'
import { noAccount, noPolicy, noTarget, notInUse, notPermitted } from './errors.ts'
import { managedPolicies } from './managed-policies.ts'
import type {
  AttachmentRecord,
  CreationRecord,
  MemberRecord,
  OrganizationRecord,
  PolicyRecord,
  PolicyType,
  UnitRecord,
} from './model.ts'
import type { OrganizationsNeeds } from './needs.ts'

/** There is one, or none. */
const organizations = collection<OrganizationRecord>('organizations', 'organization')
export const members = collection<MemberRecord>('organizations', 'account')
export const units = collection<UnitRecord>('organizations', 'unit')
export const policies = collection<PolicyRecord>('organizations', 'policy')
export const attachments = collection<AttachmentRecord>('organizations', 'attachment')
export const creations = collection<CreationRecord>('organizations', 'creation')

const only = 'only'

export const organizationEntry = (from: Reader): Entry<OrganizationRecord> | undefined =>
  organizations.get(from, only)

export const putOrganization = (txn: Transaction, record: OrganizationRecord): void =>
  organizations.put(txn, only, record)

export const deleteOrganizationRecord = (txn: Transaction): void => organizations.delete(txn, only)

export const valuesOf = <Value>(entries: readonly Entry<Value>[]): readonly Value[] =>
  entries.map((entry) => entry.value)

/** The organization of the caller's account. */
export function requireOrganization(from: Reader, { account }: Pick<Call, 'account'>): OrganizationRecord {
  const organization = organizationEntry(from)?.value
  if (organization === undefined || members.get(from, account) === undefined) throw notInUse()
  return organization
}

/** The organization, for a caller of its management account; members see nothing of it but its name. */
export function requireManagement(from: Reader, call: Pick<Call, 'account'>): OrganizationRecord {
  const organization = requireOrganization(from, call)
  if (organization.managementAccount !== call.account) throw notPermitted()
  return organization
}

/** A change by the management account, all of it or nothing. */
export async function change<Result>(
  { store }: Pick<OrganizationsNeeds, 'store'>,
  call: Pick<Call, 'account'>,
  act: (txn: Transaction, organization: OrganizationRecord) => Result,
): Promise<Result> {
  const { result } = await store.write((txn) => {
    const made = act(txn, requireManagement(txn, call))
    const after = organizationEntry(txn)?.value
    if (after !== undefined) putOrganization(txn, { ...after, changes: after.changes + 1 })
    return made
  })
  return result
}

export function requireMember(from: Reader, id: string): MemberRecord {
  const member = members.get(from, id)?.value
  if (member === undefined) throw noAccount()
  return member
}

export const findPolicy = (from: Reader, id: string): PolicyRecord | undefined =>
  managedPolicies.find((policy) => policy.id === id) ?? policies.get(from, id)?.value

export function requirePolicy(from: Reader, id: string): PolicyRecord {
  const policy = findPolicy(from, id)
  if (policy === undefined) throw noPolicy()
  return policy
}

/** Whatever policies can be attached to. */
export type Target =
  | { readonly type: 'ROOT'; readonly id: string; readonly name: string }
  | { readonly type: 'ORGANIZATIONAL_UNIT'; readonly id: string; readonly name: string }
  | { readonly type: 'ACCOUNT'; readonly id: string; readonly name: string }

export function findTarget(from: Reader, { rootId }: OrganizationRecord, id: string): Target | undefined {
  if (id === rootId) return { type: 'ROOT', id, name: 'Root' }
  const unit = units.get(from, id)?.value
  if (unit !== undefined) return { type: 'ORGANIZATIONAL_UNIT', id, name: unit.name }
  const member = members.get(from, id)?.value
  return member && { type: 'ACCOUNT', id, name: member.name }
}

export function requireTarget(from: Reader, organization: OrganizationRecord, id: string): Target {
  const target = findTarget(from, organization, id)
  if (target === undefined) throw noTarget()
  return target
}

/** Whether accounts and units can be in it. */
export const isParent = (from: Reader, { rootId }: OrganizationRecord, id: string): boolean =>
  id === rootId || units.get(from, id) !== undefined

export const membersIn = (from: Reader, parent: string): readonly MemberRecord[] =>
  valuesOf(members.list(from)).filter((member) => member.parent === parent)

export const unitsIn = (from: Reader, parent: string): readonly UnitRecord[] =>
  valuesOf(units.list(from)).filter((unit) => unit.parent === parent)

/** In the order of their ids, AWS's own among them. */
export const policiesAttachedTo = (
  from: Reader,
  targetId: string,
  type: PolicyType,
): readonly PolicyRecord[] =>
  from
    .list<AttachmentRecord>(`${attachments.prefix}${encodeURIComponent(targetId)}/`)
    .map(({ value }) => findPolicy(from, value.policyId))
    .filter((policy) => policy !== undefined)
    .filter((policy) => policy.type === type)

export const attach = (txn: Transaction, targetId: string, policyId: string): void =>
  attachments.put(txn, [targetId, policyId], { targetId, policyId })

export function detachAll(txn: Transaction, which: (attachment: AttachmentRecord) => boolean): void {
  for (const { value } of attachments.list(txn))
    if (which(value)) attachments.delete(txn, [value.targetId, value.policyId])
}
