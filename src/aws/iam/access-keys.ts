/** Which access keys belong to a user or to the account's root. */
import type { Reader, Transaction } from '../../store/index.ts'
import { accessKeyNotFound } from './errors.ts'
import { accountKey } from './keys.ts'
import type { AccessKeyRecord, UserRecord } from './model.ts'
import { findAccessKeyRecord, findAccount, putHolder } from './store.ts'

type Owner = UserRecord | 'root'

export const keyIdsOf = (from: Reader, account: string, owner: Owner): readonly string[] =>
  owner === 'root' ? (findAccount(from, account)?.rootAccessKeyIds ?? []) : owner.accessKeyIds

export function putKeyIds(txn: Transaction, account: string, owner: Owner, ids: readonly string[]): void {
  if (owner !== 'root') {
    putHolder(txn, 'user', { ...owner, accessKeyIds: ids })
    return
  }
  const record = findAccount(txn, account)
  if (record === undefined) throw new Error(`there is no account ${account}`)
  txn.put(accountKey(account), { ...record, rootAccessKeyIds: ids })
}

/** The key, if it is this owner's. */
export function requireKeyOf(from: Reader, account: string, owner: Owner, id: string): AccessKeyRecord {
  const key = keyIdsOf(from, account, owner).includes(id) ? findAccessKeyRecord(from, id) : undefined
  if (key === undefined) throw accessKeyNotFound(id)
  return key
}
