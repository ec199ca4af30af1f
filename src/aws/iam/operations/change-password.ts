/** ChangePassword: a user changes the own password, and shows the old one to do so. */
import { AwsError, type Call, type Operation } from '../../protocol/index.ts'
import { holderAuthorization } from '../authorize.ts'
import {
  loginUser,
  newPassword,
  putLoginProfile,
  requireLoginProfile,
  withPassword,
} from '../login-profiles.ts'
import type { IamNeeds } from '../needs.ts'
import { isPassword } from '../passwords.ts'
import { findHolderById } from '../store.ts'

interface ChangePasswordInput {
  readonly OldPassword: string
  readonly NewPassword: string
}

export const changePassword = (needs: IamNeeds): Operation<ChangePasswordInput, object> => ({
  authorize: (_, call) => {
    const { principal } = call.caller
    const user = principal.kind === 'user' ? findHolderById(needs.store, 'user', principal.id) : undefined
    const action = 'iam:ChangePassword'
    if (user === undefined) return [{ action, resource: '*' }]
    return [holderAuthorization(needs, call, 'user', action, user.name)]
  },
  invoke: async (input, call) => {
    requireUser(call)
    const before = requireLoginProfile(needs.store, loginUser(needs.store, undefined, call))
    if (!(await isPassword(input.OldPassword, before.password))) throw wrongPassword()
    const password = await newPassword(needs, call.account, input.NewPassword, before)
    await needs.store.write((txn) => {
      const user = loginUser(txn, undefined, call)
      const profile = requireLoginProfile(txn, user)
      // Of two changes at once the second one showed a password that is no longer the one.
      if (profile.password.hash !== before.password.hash) throw wrongPassword()
      putLoginProfile(txn, user, { ...withPassword(profile, password, call.now), resetRequired: false })
    })
    return {}
  },
})

function requireUser(call: Call): void {
  if (call.caller.principal.kind === 'user') return
  const message = 'Only IAM Users can change their own password'
  throw new AwsError({ code: 'InvalidUserType', message })
}

const wrongPassword = (): AwsError =>
  new AwsError({ code: 'AccessDenied', status: 403, message: 'The old password was incorrect.' })
