/** CreateAccountAlias: gives the account another name; it takes the place of the one before. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { changeAccount } from '../account-settings.ts'
import { accountAliasExists } from '../errors.ts'
import { accountAliasKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'

interface AccountAliasInput {
  readonly AccountAlias: string
}

export const createAccountAlias = (needs: IamNeeds): Operation<AccountAliasInput, object> => ({
  authorize: onAccount('iam:CreateAccountAlias'),
  invoke: async ({ AccountAlias: alias }, call) => {
    await changeAccount(needs, call, (record, txn) => {
      const taken = txn.get<{ readonly account: string }>(accountAliasKey(alias))?.value
      if (taken !== undefined) throw accountAliasExists(alias)
      if (record.alias !== undefined) txn.delete(accountAliasKey(record.alias))
      txn.put(accountAliasKey(alias), { account: call.account })
      return { ...record, alias }
    })
    return {}
  },
})
