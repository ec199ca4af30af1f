/** Access entries in the store, by the ARN of their principal. */
import type { Collection, Reader } from '../../../store/index.ts'
import { invalidRequest, notFound } from '../errors.ts'
import type { ClusterName } from '../needs.ts'
import { requireCluster, resourcesOf } from '../store.ts'
import type { AccessEntryRecord } from './record.ts'

export const entriesOf = (cluster: ClusterName): Collection<AccessEntryRecord> =>
  resourcesOf<AccessEntryRecord>('access-entry', cluster)

export const findEntry = (
  from: Reader,
  cluster: ClusterName,
  principalArn: string,
): AccessEntryRecord | undefined => entriesOf(cluster).get(from, principalArn)?.value

export function requireEntry(from: Reader, cluster: ClusterName, principalArn: string): AccessEntryRecord {
  requireEntries(from, cluster)
  const entry = findEntry(from, cluster, principalArn)
  if (entry === undefined)
    throw notFound(
      "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
    )
  return entry
}

/** A cluster that knows its users by its ConfigMap alone has no access entries. */
export function requireEntries(from: Reader, cluster: ClusterName): void {
  if (requireCluster(from, cluster).authenticationMode === 'CONFIG_MAP')
    throw invalidRequest(
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    )
}
