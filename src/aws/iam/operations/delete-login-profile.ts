/** DeleteLoginProfile: takes a user's password away. */
import type { Operation } from '../../protocol/index.ts'
import { onUserOrCaller } from '../calling-user.ts'
import { loginProfileKey } from '../keys.ts'
import { loginUser, requireLoginProfile } from '../login-profiles.ts'
import type { IamNeeds } from '../needs.ts'

interface DeleteLoginProfileInput {
  readonly UserName?: string
}

export const deleteLoginProfile = (needs: IamNeeds): Operation<DeleteLoginProfileInput, object> => ({
  authorize: onUserOrCaller(needs, 'iam:DeleteLoginProfile'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const user = loginUser(txn, input.UserName, call)
      requireLoginProfile(txn, user)
      txn.delete(loginProfileKey(call.account, user.id))
    })
    return {}
  },
})
