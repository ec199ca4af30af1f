/** RemoveUserFromGroup: takes a user out of a group; one who is not in it is no error. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup } from '../authorize.ts'
import { removeMember } from '../members.ts'
import type { IamNeeds } from '../needs.ts'
import { requireHolder } from '../store.ts'

interface RemoveUserFromGroupInput {
  readonly GroupName: string
  readonly UserName: string
}

export const removeUserFromGroup = (needs: IamNeeds): Operation<RemoveUserFromGroupInput, object> => ({
  authorize: onGroup(needs, 'iam:RemoveUserFromGroup'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      // AWS looks for the user first.
      const user = requireHolder(txn, 'user', call.account, input.UserName)
      removeMember(txn, requireHolder(txn, 'group', call.account, input.GroupName), user)
    })
    return {}
  },
})
