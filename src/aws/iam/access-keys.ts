/** Access keys: whose they are, and how their secrets are kept. */
import { utf8 } from '../../kit/index.ts'
import type { Reader, Transaction } from '../../store/index.ts'
import { accessKeyNotFound } from './errors.ts'
import { accountKey } from './keys.ts'
import type { AccessKeyRecord, UserRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { findAccessKeyRecord, findAccount, putHolder } from './store.ts'

/** The id is bound to the seal, so that one key's secret cannot be put in another's place. */
const purposeOf = (accessKeyId: string): string => `iam/access-key/${accessKeyId}`

export const sealSecret = (needs: IamNeeds, accessKeyId: string, secret: string): string =>
  needs.keyWrap.wrap(utf8(secret), purposeOf(accessKeyId))

export const openSecret = (needs: IamNeeds, key: AccessKeyRecord): string =>
  Buffer.from(needs.keyWrap.unwrap(key.wrappedSecret, purposeOf(key.id))).toString('utf8')

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
