/** MoveAccount: takes an account from the root or a unit into another. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { duplicateAccount, noDestinationParent, noSourceParent } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { change, isParent, members, requireMember } from '../store.ts'

export interface MoveAccountInput {
  readonly AccountId: string
  readonly SourceParentId: string
  readonly DestinationParentId: string
}

export const moveAccount = (needs: OrganizationsNeeds): Operation<MoveAccountInput, object> => ({
  authorize: ({ AccountId, SourceParentId, DestinationParentId }, call) =>
    onIds(needs.store, call, 'MoveAccount', [AccountId, SourceParentId, DestinationParentId]),
  invoke: async ({ AccountId, SourceParentId, DestinationParentId }, call) => {
    await change(needs, call, (txn, organization) => {
      const member = requireMember(txn, AccountId)
      if (!isParent(txn, organization, DestinationParentId)) throw noDestinationParent()
      if (member.parent !== SourceParentId) throw noSourceParent()
      if (member.parent === DestinationParentId) throw duplicateAccount()
      members.put(txn, AccountId, { ...member, parent: DestinationParentId })
    })
    return {}
  },
})
