/** CloseAccount: its keys, sessions and roles are of no use any more; what it holds stays, as it does on AWS for 90 days. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { accountClosed, violates } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { change, members, requireMember } from '../store.ts'

export const closeAccount = (
  needs: OrganizationsNeeds,
): Operation<{ readonly AccountId: string }, object> => ({
  authorize: ({ AccountId }, call) => onIds(needs.store, call, 'CloseAccount', [AccountId]),
  invoke: async ({ AccountId }, call) => {
    await change(needs, call, (txn, { managementAccount }) => {
      const member = requireMember(txn, AccountId)
      if (AccountId === managementAccount)
        throw violates('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', 'You cannot close the management account.')
      if (member.status !== 'ACTIVE') throw accountClosed()
      members.put(txn, AccountId, { ...member, status: 'SUSPENDED' })
    })
    return {}
  },
})
