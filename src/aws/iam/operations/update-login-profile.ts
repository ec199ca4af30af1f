/** UpdateLoginProfile: sets a user's password, or that it has to be changed. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import {
  loginUser,
  newPassword,
  putLoginProfile,
  requireLoginProfile,
  withPassword,
} from '../login-profiles.ts'
import type { IamNeeds } from '../needs.ts'

interface UpdateLoginProfileInput {
  readonly UserName: string
  readonly Password?: string
  readonly PasswordResetRequired?: boolean
}

export const updateLoginProfile = (needs: IamNeeds): Operation<UpdateLoginProfileInput, object> => ({
  authorize: onUser(needs, 'iam:UpdateLoginProfile'),
  invoke: async (input, call) => {
    const before = requireLoginProfile(needs.store, loginUser(needs.store, input.UserName, call))
    const password =
      input.Password === undefined
        ? undefined
        : await newPassword(needs, call.account, input.Password, before)
    await needs.store.write((txn) => {
      const user = loginUser(txn, input.UserName, call)
      const profile = requireLoginProfile(txn, user)
      const changed = password === undefined ? profile : withPassword(profile, password, call.now)
      putLoginProfile(txn, user, {
        ...changed,
        resetRequired: input.PasswordResetRequired ?? profile.resetRequired,
      })
    })
    return {}
  },
})
