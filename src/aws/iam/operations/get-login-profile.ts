/** GetLoginProfile: whether a user has a password, and since when. */
import type { Operation } from '../../protocol/index.ts'
import { onUserOrCaller } from '../calling-user.ts'
import { loginProfileOutput, loginUser, requireLoginProfile } from '../login-profiles.ts'
import type { IamNeeds } from '../needs.ts'

interface GetLoginProfileInput {
  readonly UserName?: string
}

export const getLoginProfile = (needs: IamNeeds): Operation<GetLoginProfileInput> => ({
  authorize: onUserOrCaller(needs, 'iam:GetLoginProfile'),
  invoke: (input, call) => {
    const user = loginUser(needs.store, input.UserName, call)
    return { LoginProfile: loginProfileOutput(user, requireLoginProfile(needs.store, user)) }
  },
})
