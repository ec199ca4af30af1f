/** What IAM does with a whole account: its alias, its password policy and what it tells of itself. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { createAccountAlias } from '../operations/create-account-alias.ts'
import { deleteAccountAlias } from '../operations/delete-account-alias.ts'
import { deleteAccountPasswordPolicy } from '../operations/delete-account-password-policy.ts'
import { getAccountPasswordPolicy } from '../operations/get-account-password-policy.ts'
import { getAccountSummary } from '../operations/get-account-summary.ts'
import { listAccountAliases } from '../operations/list-account-aliases.ts'
import { setSecurityTokenServicePreferences } from '../operations/set-security-token-service-preferences.ts'
import { updateAccountPasswordPolicy } from '../operations/update-account-password-policy.ts'

export const accountOperations = (needs: IamNeeds): Operations => ({
  CreateAccountAlias: createAccountAlias(needs),
  DeleteAccountAlias: deleteAccountAlias(needs),
  DeleteAccountPasswordPolicy: deleteAccountPasswordPolicy(needs),
  GetAccountPasswordPolicy: getAccountPasswordPolicy(needs),
  GetAccountSummary: getAccountSummary(needs),
  ListAccountAliases: listAccountAliases(needs),
  SetSecurityTokenServicePreferences: setSecurityTokenServicePreferences(needs),
  UpdateAccountPasswordPolicy: updateAccountPasswordPolicy(needs),
})
