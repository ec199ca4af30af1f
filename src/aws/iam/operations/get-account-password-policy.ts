/** GetAccountPasswordPolicy: the rules for passwords, if somebody set them. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { passwordPolicyNotFound } from '../errors.ts'
import type { IamNeeds } from '../needs.ts'
import { findAccount } from '../store.ts'

export const getAccountPasswordPolicy = (needs: IamNeeds): Operation<object> => ({
  authorize: onAccount('iam:GetAccountPasswordPolicy'),
  invoke: (_, call) => {
    const policy = findAccount(needs.store, call.account)?.passwordPolicy
    if (policy === undefined) throw passwordPolicyNotFound(call.account)
    return {
      PasswordPolicy: {
        MinimumPasswordLength: policy.minimumLength,
        RequireSymbols: policy.requireSymbols,
        RequireNumbers: policy.requireNumbers,
        RequireUppercaseCharacters: policy.requireUppercase,
        RequireLowercaseCharacters: policy.requireLowercase,
        AllowUsersToChangePassword: policy.allowUsersToChange,
        ExpirePasswords: policy.maxAge !== undefined,
        MaxPasswordAge: policy.maxAge,
        PasswordReusePrevention: policy.reusePrevention,
        HardExpiry: policy.hardExpiry,
      },
    }
  },
})
