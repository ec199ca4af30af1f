/** DeleteAccountAlias: takes the account's other name away. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { changeAccount } from '../account-settings.ts'
import { accountAliasNotFound } from '../errors.ts'
import { accountAliasKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'

interface AccountAliasInput {
  readonly AccountAlias: string
}

export const deleteAccountAlias = (needs: IamNeeds): Operation<AccountAliasInput, object> => ({
  authorize: onAccount('iam:DeleteAccountAlias'),
  invoke: async ({ AccountAlias: alias }, call) => {
    await changeAccount(needs, call, (record, txn) => {
      if (record.alias !== alias) throw accountAliasNotFound(alias)
      txn.delete(accountAliasKey(alias))
      return { ...record, alias: undefined }
    })
    return {}
  },
})
