/** DeleteGroup: deletes a group that nobody is in and on which nothing hangs any more. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup } from '../authorize.ts'
import { deleteConflict } from '../errors.ts'
import { hasMembers } from '../members.ts'
import type { IamNeeds } from '../needs.ts'
import { deleteHolder, requireHolder } from '../store.ts'

interface DeleteGroupInput {
  readonly GroupName: string
}

export const deleteGroup = (needs: IamNeeds): Operation<DeleteGroupInput, object> => ({
  authorize: onGroup(needs, 'iam:DeleteGroup'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const group = requireHolder(txn, 'group', call.account, input.GroupName)
      if (hasMembers(txn, group))
        throw deleteConflict('Cannot delete entity, must remove users from group first.')
      if (group.attachedPolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must detach all policies first.')
      if (group.inlinePolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must delete policies first.')
      deleteHolder(txn, 'group', group)
    })
    return {}
  },
})
