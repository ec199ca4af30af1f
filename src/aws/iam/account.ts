/** A new account: its record, an administrator and the keys they are handed. */
import { managedPolicyArn, newUniqueId } from '../../arn/index.ts'
import { sealSecret } from './access-keys.ts'
import { accessKeyKey, accountKey } from './keys.ts'
import type { AccessKeyRecord, AccountRecord, UserRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { addHolder, findAccount, putAttachment } from './store.ts'

export interface NewKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface NewAccount {
  readonly account: string
  readonly partition: string
  readonly adminUser: NewKey & { readonly name: string }
  /** Keys of the account's root user, where somebody needs them. */
  readonly rootKeys?: readonly NewKey[]
}

/** Resolves to false, and changes nothing, when the account is already there. */
export async function createAccount(needs: IamNeeds, facts: NewAccount): Promise<boolean> {
  const { account, partition, adminUser, rootKeys = [] } = facts
  const createdAt = Math.floor(needs.clock() / 1000) * 1000
  const policy = managedPolicyArn(partition, 'aws', '/', 'AdministratorAccess')
  const user: UserRecord = {
    id: newUniqueId('AIDA', needs.random),
    name: adminUser.name,
    path: '/',
    account,
    partition,
    createdAt,
    tags: [],
    inlinePolicies: [],
    attachedPolicies: [policy],
    accessKeyIds: [adminUser.accessKeyId],
  }
  const keyRecord = (key: NewKey, userId?: string): AccessKeyRecord => ({
    id: key.accessKeyId,
    account,
    partition,
    userId,
    wrappedSecret: sealSecret(needs, key.accessKeyId, key.secretAccessKey),
    status: 'Active',
    createdAt,
  })
  const keys = [keyRecord(adminUser, user.id), ...rootKeys.map((key) => keyRecord(key))]
  const rootAccessKeyIds = rootKeys.map((key) => key.accessKeyId)
  const record: AccountRecord = { account, partition, createdAt, rootAccessKeyIds }

  const { result } = await needs.store.write((txn) => {
    if (findAccount(txn, account) !== undefined) return false
    txn.put(accountKey(account), record)
    addHolder(txn, 'user', user)
    putAttachment(txn, 'user', user, policy, 'PermissionsPolicy')
    for (const key of keys) txn.put(accessKeyKey(key.id), key)
    return true
  })
  return result
}
