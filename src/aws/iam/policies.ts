/** Managed policies seen as one kind, whether the account keeps them or AWS does. */
import { managedPolicyArn } from '../../arn/index.ts'
import type { Reader } from '../../store/index.ts'
import type { AwsError } from '../protocol/index.ts'
import { type IamArn, arnOfPolicy, readIamArn, requirePolicyArn } from './arns.ts'
import { policyNotFound } from './errors.ts'
import { policiesPrefix } from './keys.ts'
import {
  type AwsManagedPolicy,
  awsManagedDocument,
  awsManagedPolicies,
  awsManagedPolicyId,
} from './managed-policies.ts'
import type { PolicyRecord, Tag } from './model.ts'
import { findPolicyRecord, partitionOf } from './store.ts'

export interface ManagedPolicy {
  readonly arn: string
  readonly id: string
  readonly name: string
  readonly path: string
  readonly description?: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly defaultVersionId: string
  readonly tags: readonly Tag[]
  readonly versions: readonly ManagedPolicyVersion[]
  /** Absent for AWS's own. */
  readonly record?: PolicyRecord
}

export interface ManagedPolicyVersion {
  readonly id: string
  readonly createdAt: number
  document(): string
}

/** The policy with an ARN, letter by letter; an account's own only when it belongs to `account`. */
export function findPolicy(from: Reader, account: string, arn: string): ManagedPolicy | undefined {
  const parts = readIamArn(arn)
  if (parts?.kind !== 'policy') return undefined
  const policy =
    parts.account === 'aws'
      ? findAwsPolicy(parts, partitionOf(from, account))
      : findOwnPolicy(from, account, parts)
  return policy?.arn === arn ? policy : undefined
}

export function requirePolicyByArn(
  from: Reader,
  account: string,
  arn: string,
  notFound: AwsError = policyNotFound(arn),
): ManagedPolicy {
  requirePolicyArn(arn, partitionOf(from, account))
  const policy = findPolicy(from, account, arn)
  if (policy === undefined) throw notFound
  return policy
}

/** The record of a policy that the account may change. AWS's own are nobody's to change. */
export function requireOwnPolicy(
  from: Reader,
  account: string,
  arn: string,
  notFound: AwsError = policyNotFound(arn),
): PolicyRecord {
  const { record } = requirePolicyByArn(from, account, arn, notFound)
  if (record === undefined) throw notFound
  return record
}

export const listOwnPolicies = (from: Reader, account: string): readonly ManagedPolicy[] =>
  from.list<PolicyRecord>(policiesPrefix(account)).map((entry) => ownPolicy(entry.value))

export const listAwsPolicies = (partition: string): readonly ManagedPolicy[] =>
  [...awsManagedPolicies().values()].map((policy) => awsPolicy(policy, partition))

/** Policies under this path are for service-linked roles alone. */
export const isServiceRolePolicy = (policy: ManagedPolicy): boolean =>
  policy.record === undefined && policy.path.startsWith('/aws-service-role/')

export const defaultVersionOf = (policy: ManagedPolicy): ManagedPolicyVersion =>
  policy.versions.find((version) => version.id === policy.defaultVersionId)!

function findAwsPolicy(arn: IamArn, partition: string): ManagedPolicy | undefined {
  const policy = awsManagedPolicies().get(arn.name)
  return policy === undefined ? undefined : awsPolicy(policy, partition)
}

function findOwnPolicy(from: Reader, account: string, arn: IamArn): ManagedPolicy | undefined {
  if (arn.account !== account) return undefined
  const record = findPolicyRecord(from, account, arn.name)
  return record === undefined ? undefined : ownPolicy(record)
}

const ownPolicy = (record: PolicyRecord): ManagedPolicy => ({
  arn: arnOfPolicy(record),
  id: record.id,
  name: record.name,
  path: record.path,
  description: record.description,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
  defaultVersionId: record.defaultVersionId,
  tags: record.tags,
  versions: record.versions.map(({ id, createdAt, document }) => ({
    id,
    createdAt,
    document: () => document,
  })),
  record,
})

const awsPolicy = (policy: AwsManagedPolicy, partition: string): ManagedPolicy => ({
  arn: managedPolicyArn(partition, 'aws', policy.path, policy.name),
  id: awsManagedPolicyId(policy),
  name: policy.name,
  path: policy.path,
  createdAt: policy.createdAt,
  updatedAt: policy.updatedAt,
  defaultVersionId: policy.versionId,
  tags: [],
  versions: [
    { id: policy.versionId, createdAt: policy.versionCreatedAt, document: () => awsManagedDocument(policy) },
  ],
})
