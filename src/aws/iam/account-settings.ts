/** What holds for a whole account: its alias, its password policy and the like. */
import type { Transaction } from '../../store/index.ts'
import type { Call } from '../protocol/index.ts'
import { accountKey } from './keys.ts'
import type { AccountRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { findAccount } from './store.ts'

export async function changeAccount(
  needs: IamNeeds,
  call: Call,
  change: (record: AccountRecord, txn: Transaction) => AccountRecord,
): Promise<void> {
  await needs.store.write((txn) => {
    const record = findAccount(txn, call.account)
    if (record === undefined) throw new Error(`there is no account ${call.account}`)
    txn.put(accountKey(call.account), change(record, txn))
  })
}
