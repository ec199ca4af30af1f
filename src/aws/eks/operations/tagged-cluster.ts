/** The cluster that a call on tags names by its ARN. */
import type { Reader } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { clusterArn, readClusterArn } from '../cluster-arn.ts'
import { noTaggedResource, notTaggable } from '../errors.ts'
import type { ClusterRecord } from '../model.ts'
import { findRecord } from '../store.ts'
import { resourceTags } from './on-cluster.ts'

export interface TaggedInput {
  readonly resourceArn: string
}

export function onTagged(store: Reader, action: string, { resourceArn }: TaggedInput): Authorization {
  const cluster = readClusterArn(resourceArn)
  if (cluster === undefined) throw notTaggable(resourceArn)
  return {
    action,
    resource: resourceArn,
    resourceAccount: cluster.account,
    context: resourceTags(findRecord(store, cluster)?.tags ?? {}),
  }
}

/** Tags are on clusters of the caller's own account and region alone. */
export function findTagged(from: Reader, { resourceArn }: TaggedInput, call: Call): ClusterRecord {
  const cluster = readClusterArn(resourceArn)
  const own = cluster !== undefined && clusterArn(call, cluster.name) === resourceArn
  const record = own ? findRecord(from, cluster) : undefined
  if (record === undefined) throw noTaggedResource(resourceArn)
  return record
}
