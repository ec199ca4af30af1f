/** ListAccountAliases: the account's other name, if it has one. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { findAccount } from '../store.ts'

export const listAccountAliases = (needs: IamNeeds): Operation<object> => ({
  authorize: onAccount('iam:ListAccountAliases'),
  invoke: (_, call) => {
    const alias = findAccount(needs.store, call.account)?.alias
    return { AccountAliases: alias === undefined ? [] : [alias], IsTruncated: false }
  },
})
