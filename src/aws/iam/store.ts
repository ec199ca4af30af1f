/** Reads and writes of IAM's documents; a change keeps every index right in the same transaction. */
import type { Reader, Transaction } from '../../store/index.ts'
import { arnOfHolder, readIamArn } from './arns.ts'
import { holderExists, holderNotFound, quotaExceeded } from './errors.ts'
import {
  accessKeyKey,
  accountKey,
  attachmentKey,
  attachmentsOfPolicyPrefix,
  attachmentsPrefix,
  holderKey,
  holdersPrefix,
  idKey,
  policyKey,
  principalUseKey,
  providerKey,
} from './keys.ts'
import type {
  AccessKeyRecord,
  AccountRecord,
  AttachmentRecord,
  GroupRecord,
  HolderKind,
  IdRecord,
  PolicyRecord,
  PolicyUsage,
  ProviderRecord,
  RoleRecord,
  UserRecord,
} from './model.ts'
import { quotas } from './quotas.ts'

export interface HolderRecords {
  readonly role: RoleRecord
  readonly user: UserRecord
  readonly group: GroupRecord
}

export const findHolder = <Kind extends HolderKind>(
  from: Reader,
  kind: Kind,
  account: string,
  name: string,
): HolderRecords[Kind] | undefined => from.get<HolderRecords[Kind]>(holderKey(kind, account, name))?.value

export function requireHolder<Kind extends HolderKind>(
  from: Reader,
  kind: Kind,
  account: string,
  name: string,
): HolderRecords[Kind] {
  const holder = findHolder(from, kind, account, name)
  if (holder === undefined) throw holderNotFound(kind, name)
  return holder
}

export const listHolders = <Kind extends HolderKind>(
  from: Reader,
  kind: Kind,
  account: string,
): readonly HolderRecords[Kind][] =>
  from.list<HolderRecords[Kind]>(holdersPrefix(kind, account)).map((entry) => entry.value)

export function findHolderById<Kind extends HolderKind>(
  from: Reader,
  kind: Kind,
  id: string,
): HolderRecords[Kind] | undefined {
  const where = from.get<IdRecord>(idKey(id))?.value
  if (where?.kind !== kind) return undefined
  const holder = findHolder(from, kind, where.account, where.name)
  return holder?.id === id ? holder : undefined
}

/** The role, user or group that an ARN names letter by letter, in whatever account. */
export function findHolderByArn<Kind extends HolderKind>(
  from: Reader,
  kind: Kind,
  text: string,
): HolderRecords[Kind] | undefined {
  const arn = readIamArn(text)
  if (arn?.kind !== kind) return undefined
  const holder = findHolder(from, kind, arn.account, arn.name)
  return holder !== undefined && arnOfHolder(kind, holder) === text ? holder : undefined
}

const quotaOf = { role: 'RolesPerAccount', user: 'UsersPerAccount', group: 'GroupsPerAccount' } as const

/** Adds a role, user or group with its indexes, or throws what AWS answers when it cannot be. */
export function addHolder<Kind extends HolderKind>(
  txn: Transaction,
  kind: Kind,
  holder: HolderRecords[Kind],
): void {
  if (findHolder(txn, kind, holder.account, holder.name) !== undefined) throw holderExists(kind, holder.name)
  const quota = quotaOf[kind]
  const prefix = holdersPrefix(kind, holder.account)
  if (txn.list(prefix, { limit: quotas[quota] }).length >= quotas[quota]) throw quotaExceeded(quota)
  putHolder(txn, kind, holder)
  if (holder.boundary !== undefined) putAttachment(txn, kind, holder, holder.boundary, 'PermissionsBoundary')
}

export function putHolder<Kind extends HolderKind>(
  txn: Transaction,
  kind: Kind,
  holder: HolderRecords[Kind],
): void {
  txn.put(holderKey(kind, holder.account, holder.name), holder)
  const where: IdRecord = { kind, account: holder.account, name: holder.name }
  const known = txn.get<IdRecord>(idKey(holder.id))?.value
  if (known?.name !== where.name) txn.put(idKey(holder.id), where)
}

export function deleteHolder<Kind extends HolderKind>(
  txn: Transaction,
  kind: Kind,
  holder: HolderRecords[Kind],
): void {
  txn.delete(holderKey(kind, holder.account, holder.name))
  txn.delete(idKey(holder.id))
  txn.delete(principalUseKey(holder.id))
  if (holder.boundary !== undefined) deleteAttachment(txn, holder, holder.boundary, 'PermissionsBoundary')
}

type Held = Pick<RoleRecord, 'account' | 'id'>

export function putAttachment(
  txn: Transaction,
  kind: HolderKind,
  holder: Held,
  policyArn: string,
  usage: PolicyUsage,
): void {
  const record: AttachmentRecord = { kind, holderId: holder.id, policyArn, usage }
  txn.put(attachmentKey(holder.account, policyArn, usage, holder.id), record)
}

export const deleteAttachment = (
  txn: Transaction,
  holder: Held,
  policyArn: string,
  usage: PolicyUsage,
): void => txn.delete(attachmentKey(holder.account, policyArn, usage, holder.id))

/** Who in the account uses a managed policy. */
export const listAttachments = (
  from: Reader,
  account: string,
  policyArn: string,
): readonly AttachmentRecord[] =>
  from.list<AttachmentRecord>(attachmentsOfPolicyPrefix(account, policyArn)).map((entry) => entry.value)

/** The ARNs of the managed policies that the account uses, by usage. */
export function usedPolicies(
  from: Reader,
  account: string,
): Readonly<Record<PolicyUsage, ReadonlySet<string>>> {
  const used = { PermissionsPolicy: new Set<string>(), PermissionsBoundary: new Set<string>() }
  for (const { value } of from.list<AttachmentRecord>(attachmentsPrefix(account)))
    used[value.usage].add(value.policyArn)
  return used
}

export const putPolicyId = (txn: Transaction, policy: PolicyRecord): void => {
  const where: IdRecord = { kind: 'policy', account: policy.account, name: policy.name }
  txn.put(idKey(policy.id), where)
}

export const findPolicyRecord = (from: Reader, account: string, name: string): PolicyRecord | undefined =>
  from.get<PolicyRecord>(policyKey(account, name))?.value

export const findProviderRecord = (from: Reader, account: string, url: string): ProviderRecord | undefined =>
  from.get<ProviderRecord>(providerKey(account, url))?.value

export const findAccessKeyRecord = (from: Reader, id: string): AccessKeyRecord | undefined =>
  from.get<AccessKeyRecord>(accessKeyKey(id))?.value

/** Every account that can be asked about has a record; without one it is no other than AWS's first. */
export const partitionOf = (from: Reader, account: string): string =>
  findAccount(from, account)?.partition ?? 'aws'

export const findAccount = (from: Reader, account: string): AccountRecord | undefined =>
  from.get<AccountRecord>(accountKey(account))?.value
