/** CreateLoginProfile: gives a user a password, of which a hash is kept. */
import type { Operation } from '../../protocol/index.ts'
import { onUserOrCaller } from '../calling-user.ts'
import { loginProfileExists, validationError } from '../errors.ts'
import {
  findLoginProfile,
  loginProfileOutput,
  loginUser,
  newPassword,
  putLoginProfile,
} from '../login-profiles.ts'
import type { LoginProfileRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'

interface CreateLoginProfileInput {
  readonly UserName?: string
  readonly Password?: string
  readonly PasswordResetRequired?: boolean
}

export const createLoginProfile = (needs: IamNeeds): Operation<CreateLoginProfileInput> => ({
  authorize: onUserOrCaller(needs, 'iam:CreateLoginProfile'),
  invoke: async (input, call) => {
    if (input.Password === undefined) throw validationError('Must specify Password')
    const named = loginUser(needs.store, input.UserName, call)
    if (findLoginProfile(needs.store, named) !== undefined) throw loginProfileExists(named.name)
    const createdAt = Math.floor(call.now / 1000) * 1000
    const profile: LoginProfileRecord = {
      createdAt,
      changedAt: createdAt,
      password: await newPassword(needs, call.account, input.Password),
      resetRequired: input.PasswordResetRequired ?? false,
    }
    const { result: user } = await needs.store.write((txn) => {
      const found = loginUser(txn, input.UserName, call)
      if (findLoginProfile(txn, found) !== undefined) throw loginProfileExists(found.name)
      putLoginProfile(txn, found, profile)
      return found
    })
    return { LoginProfile: loginProfileOutput(user, profile) }
  },
})
