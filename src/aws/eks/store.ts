/** Where the store keeps clusters and what belongs to them. */
import { collection, type Collection, type Reader, type Transaction } from '../../store/index.ts'
import type { Call } from '../protocol/index.ts'
import type { ClusterRecord } from './clusters/record.ts'
import { noCluster, notActive } from './errors.ts'
import type { ClusterName } from './needs.ts'

export type Tags = Readonly<Record<string, string>>

/** What every record of this room has. */
export interface Kept {
  readonly arn: string
  readonly tags: Tags
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

export const kinds = [
  'access-entry',
  'addon',
  'fargate-profile',
  'identity-provider',
  'nodegroup',
  'pod-identity',
  'update',
] as const

export type Kind = (typeof kinds)[number]

export const clustersOf = ({ account, region }: Omit<ClusterName, 'name'>): Collection<ClusterRecord> =>
  collection<ClusterRecord>('eks', account, region, 'cluster')

export const findRecord = (from: Reader, cluster: ClusterName): ClusterRecord | undefined =>
  clustersOf(cluster).get(from, cluster.name)?.value

export function requireCluster(from: Reader, cluster: ClusterName): ClusterRecord {
  const record = findRecord(from, cluster)
  if (record === undefined) throw noCluster(cluster.name)
  return record
}

/** Nothing is added to a cluster that is still being made or about to go. */
export function requireActive(from: Reader, cluster: ClusterName): ClusterRecord {
  const record = requireCluster(from, cluster)
  if (record.status !== 'ACTIVE') throw notActive(cluster.name)
  return record
}

/** What a cluster has of one kind. */
export const resourcesOf = <Value>(kind: Kind, cluster: ClusterName): Collection<Value> =>
  collection<Value>('eks', cluster.account, cluster.region, kind, cluster.name)

export const valuesOf = <Value>(from: Reader, kind: Kind, cluster: ClusterName): readonly Value[] =>
  resourcesOf<Value>(kind, cluster)
    .list(from)
    .map((entry) => entry.value)

export function removeAll(txn: Transaction, cluster: ClusterName): void {
  for (const kind of kinds) for (const { key } of resourcesOf(kind, cluster).list(txn)) txn.delete(key)
  clustersOf(cluster).delete(txn, cluster.name)
}

export const placeOf = (
  { account, region }: Pick<Call, 'account' | 'region'>,
  name: string,
): ClusterName => ({
  name,
  account,
  region,
})
