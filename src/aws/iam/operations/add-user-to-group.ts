/** AddUserToGroup: puts a user into a group. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup } from '../authorize.ts'
import { addMember } from '../members.ts'
import type { IamNeeds } from '../needs.ts'
import { requireHolder } from '../store.ts'

interface AddUserToGroupInput {
  readonly GroupName: string
  readonly UserName: string
}

export const addUserToGroup = (needs: IamNeeds): Operation<AddUserToGroupInput, object> => ({
  authorize: onGroup(needs, 'iam:AddUserToGroup'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const group = requireHolder(txn, 'group', call.account, input.GroupName)
      addMember(txn, group, requireHolder(txn, 'user', call.account, input.UserName))
    })
    return {}
  },
})
