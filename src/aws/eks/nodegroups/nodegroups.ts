/** Node groups in the store, by name, and as callers are shown them. */
import type { Collection, Reader } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { onResource } from '../authorize.ts'
import { notFound } from '../errors.ts'
import type { ClusterName } from '../needs.ts'
import { placeOf, requireCluster, resourcesOf } from '../store.ts'
import type { GroupHealth } from './nodes/group-health.ts'
import type { NodegroupRecord } from './record.ts'

export interface NodegroupInput {
  readonly clusterName: string
  readonly nodegroupName: string
}

export const nodegroupsOf = (cluster: ClusterName): Collection<NodegroupRecord> =>
  resourcesOf<NodegroupRecord>('nodegroup', cluster)

export function requireNodegroup(from: Reader, cluster: ClusterName, name: string): NodegroupRecord {
  requireCluster(from, cluster)
  const group = nodegroupsOf(cluster).get(from, name)?.value
  if (group === undefined)
    throw notFound(`No node group found for name: ${name}.`, {
      clusterName: cluster.name,
      nodegroupName: name,
    })
  return group
}

export const onNodegroup = (
  store: Reader,
  action: string,
  { clusterName, nodegroupName }: NodegroupInput,
  call: Call,
): Authorization =>
  onResource(action, nodegroupsOf(placeOf(call, clusterName)).get(store, nodegroupName)?.value, {
    call,
    type: 'nodegroup',
    cluster: clusterName,
  })

export const nodegroupOutput = (group: NodegroupRecord, { status, issues }: GroupHealth) => {
  const { arn, createdAt, modifiedAt, asGiven, clientRequestToken: _token, nodes: _nodes, ...rest } = group
  const uuid = arn.slice(arn.lastIndexOf('/') + 1)
  return {
    ...rest,
    ...asGiven,
    nodegroupArn: arn,
    createdAt: new Date(createdAt),
    modifiedAt: new Date(modifiedAt),
    status,
    // There is no Auto Scaling; tools only ask that the name is there and stays.
    resources: { autoScalingGroups: [{ name: `eks-${group.nodegroupName}-${uuid}` }] },
    health: { issues },
  }
}

export type NodegroupOutput = ReturnType<typeof nodegroupOutput>
