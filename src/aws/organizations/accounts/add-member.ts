/** A new account of the organization: with an id of its own, the policies that each account begins with, and a role for the management account. */
import { isAccountId } from '../../../arn/index.ts'
import type { Transaction } from '../../../store/index.ts'
import { violates } from '../errors.ts'
import { newAccountId } from '../ids.ts'
import { fullAccessOf } from '../managed-policies.ts'
import type { MemberRecord, OrganizationRecord, Tag } from '../model.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { attach, members, valuesOf } from '../store.ts'

export interface NewMember {
  readonly name: string
  readonly email: string
  /** Twelve digits; drawn where it is absent. */
  readonly account?: string
  readonly roleName?: string
  readonly tags?: readonly Tag[]
}

export type AddedMember =
  | {
      readonly ok: true
      readonly member: MemberRecord
      readonly partition: string
      readonly roleName: string
    }
  | { readonly ok: false; readonly reason: 'EMAIL_ALREADY_EXISTS' | 'ACCOUNT_ID_ALREADY_EXISTS' }

/** AWS's name for the role. */
const defaultRole = 'OrganizationAccountAccessRole'

/** AWS begins with ten and gives more to who asks. */
const mostAccounts = 1000

export function addMember(
  needs: Pick<OrganizationsNeeds, 'addAccount' | 'random' | 'clock'>,
  txn: Transaction,
  organization: OrganizationRecord,
  wish: NewMember,
): AddedMember {
  const known = valuesOf(members.list(txn))
  if (known.length >= mostAccounts)
    throw violates(
      'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
      'You have exceeded the allowed number of AWS Accounts. If you want to add more, contact AWS Support.',
    )
  if (known.some(({ email }) => email.toLowerCase() === wish.email.toLowerCase()))
    return { ok: false, reason: 'EMAIL_ALREADY_EXISTS' }
  const roleName = wish.roleName ?? defaultRole
  const role = { name: roleName, trusted: organization.managementAccount }
  const { partition } = organization
  let account = wish.account ?? newAccountId(needs.random)
  if (!isAccountId(account)) return { ok: false, reason: 'ACCOUNT_ID_ALREADY_EXISTS' }
  while (!needs.addAccount(txn, { account, partition, role })) {
    if (wish.account !== undefined) return { ok: false, reason: 'ACCOUNT_ID_ALREADY_EXISTS' }
    account = newAccountId(needs.random)
  }
  const member: MemberRecord = {
    id: account,
    name: wish.name,
    email: wish.email,
    status: 'ACTIVE',
    joinedMethod: 'CREATED',
    joinedAt: needs.clock(),
    parent: organization.rootId,
    tags: wish.tags ?? [],
  }
  members.put(txn, account, member)
  for (const type of organization.enabledPolicyTypes) attach(txn, account, fullAccessOf(type).id)
  return { ok: true, member, partition, roleName }
}
