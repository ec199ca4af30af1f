/** UpdateAccountPasswordPolicy: sets the rules for passwords; what is not named goes back to its default. */
import type { Operation } from '../../protocol/index.ts'
import { changeAccount } from '../account-settings.ts'
import { onAccount } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { leastPolicy } from '../password-policy.ts'

interface UpdateAccountPasswordPolicyInput {
  readonly MinimumPasswordLength?: number
  readonly RequireSymbols?: boolean
  readonly RequireNumbers?: boolean
  readonly RequireUppercaseCharacters?: boolean
  readonly RequireLowercaseCharacters?: boolean
  readonly AllowUsersToChangePassword?: boolean
  readonly MaxPasswordAge?: number
  readonly PasswordReusePrevention?: number
  readonly HardExpiry?: boolean
}

export const updateAccountPasswordPolicy = (
  needs: IamNeeds,
): Operation<UpdateAccountPasswordPolicyInput, object> => ({
  authorize: onAccount('iam:UpdateAccountPasswordPolicy'),
  invoke: async (input, call) => {
    const passwordPolicy = {
      minimumLength: input.MinimumPasswordLength ?? leastPolicy.minimumLength,
      requireSymbols: input.RequireSymbols ?? false,
      requireNumbers: input.RequireNumbers ?? false,
      requireUppercase: input.RequireUppercaseCharacters ?? false,
      requireLowercase: input.RequireLowercaseCharacters ?? false,
      allowUsersToChange: input.AllowUsersToChangePassword ?? false,
      maxAge: input.MaxPasswordAge,
      reusePrevention: input.PasswordReusePrevention,
      hardExpiry: input.HardExpiry,
    }
    await changeAccount(needs, call, (record) => ({ ...record, passwordPolicy }))
    return {}
  },
})
