/** Who is in which group: each user names its groups, and each group has a key for every member. */
import type { Reader, Transaction } from '../../store/index.ts'
import { quotaExceeded } from './errors.ts'
import { memberKey, membersPrefix } from './keys.ts'
import type { GroupRecord, UserRecord } from './model.ts'
import { quotas } from './quotas.ts'
import { findHolderById, putHolder } from './store.ts'

/** In the order in which the user was added to them. */
export const groupsOf = (from: Reader, { groupIds = [] }: UserRecord): readonly GroupRecord[] =>
  groupIds.map((id) => findHolderById(from, 'group', id)).filter((group) => group !== undefined)

export const membersOf = (from: Reader, { account, id }: GroupRecord): readonly UserRecord[] =>
  from
    .list<{ readonly userId: string }>(membersPrefix(account, id))
    .map(({ value }) => findHolderById(from, 'user', value.userId))
    .filter((user) => user !== undefined)

export const hasMembers = (from: Reader, { account, id }: GroupRecord): boolean =>
  from.list(membersPrefix(account, id), { limit: 1 }).length > 0

/** Adding who is in the group already changes nothing. */
export function addMember(txn: Transaction, group: GroupRecord, user: UserRecord): void {
  const groupIds = user.groupIds ?? []
  if (groupIds.includes(group.id)) return
  if (groupIds.length >= quotas.GroupsPerUser) throw quotaExceeded('GroupsPerUser')
  putHolder(txn, 'user', { ...user, groupIds: [...groupIds, group.id] })
  txn.put(memberKey(group.account, group.id, user.id), { userId: user.id })
}

export function removeMember(txn: Transaction, group: GroupRecord, user: UserRecord): void {
  const groupIds = (user.groupIds ?? []).filter((id) => id !== group.id)
  putHolder(txn, 'user', { ...user, groupIds: groupIds.length === 0 ? undefined : groupIds })
  txn.delete(memberKey(group.account, group.id, user.id))
}
