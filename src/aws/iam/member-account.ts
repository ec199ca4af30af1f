/** An account that belongs to another: it begins without users, with a role that the other account's administrators may assume. */
import { managedPolicyArn, newAccessKeyId, newUniqueId, rootArn } from '../../arn/index.ts'
import type { Transaction } from '../../store/index.ts'
import { keyIdsOf, putKeyIds, sealSecret } from './access-keys.ts'
import type { NewKey } from './account.ts'
import { quotaExceeded } from './errors.ts'
import { accessKeyKey, accountKey } from './keys.ts'
import type { AccessKeyRecord, AccountRecord, RoleRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { quotas } from './quotas.ts'
import { addHolder, findAccount, putAttachment } from './store.ts'

export interface NewMemberAccount {
  readonly account: string
  readonly partition: string
  /** The role with all permissions, and the account that it trusts. */
  readonly role: { readonly name: string; readonly trusted: string }
}

/** False, and nothing is changed, when the account is already there. */
export function addMemberAccount(
  needs: Pick<IamNeeds, 'clock' | 'random'>,
  txn: Transaction,
  { account, partition, role }: NewMemberAccount,
): boolean {
  if (findAccount(txn, account) !== undefined) return false
  const createdAt = wholeSeconds(needs.clock())
  const policy = managedPolicyArn(partition, 'aws', '/', 'AdministratorAccess')
  const record: RoleRecord = {
    id: newUniqueId('AROA', needs.random),
    name: role.name,
    path: '/',
    account,
    partition,
    createdAt,
    tags: [],
    inlinePolicies: [],
    attachedPolicies: [policy],
    maxSessionDuration: 3600,
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: rootArn(partition, role.trusted) }, Action: 'sts:AssumeRole' },
      ],
    }),
  }
  const made: AccountRecord = { account, partition, createdAt, rootAccessKeyIds: [] }
  txn.put(accountKey(account), made)
  addHolder(txn, 'role', record)
  putAttachment(txn, 'role', record, policy, 'PermissionsPolicy')
  return true
}

/** A new key of the account's root user, of which there are two at most; undefined where there is no such account. */
export async function createRootKey(needs: IamNeeds, account: string): Promise<NewKey | undefined> {
  const secretAccessKey = Buffer.from(needs.random(30)).toString('base64')
  const accessKeyId = newAccessKeyId('AKIA', account, needs.random)
  const { result } = await needs.store.write((txn) => {
    const owner = findAccount(txn, account)
    if (owner === undefined) return undefined
    const before = keyIdsOf(txn, account, 'root')
    if (before.length >= quotas.AccessKeysPerUser) throw quotaExceeded('AccessKeysPerUser')
    const key: AccessKeyRecord = {
      id: accessKeyId,
      account,
      partition: owner.partition,
      wrappedSecret: sealSecret(needs, accessKeyId, secretAccessKey),
      status: 'Active',
      createdAt: wholeSeconds(needs.clock()),
    }
    txn.put(accessKeyKey(accessKeyId), key)
    putKeyIds(txn, account, 'root', [...before, accessKeyId])
    return { accessKeyId, secretAccessKey }
  })
  return result
}

const wholeSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000) * 1000
