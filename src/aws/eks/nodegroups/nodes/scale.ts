/** Brings a group to its desired size: nodes come and go, the newest first. */
import type { ClusterName, EksNeeds } from '../../needs.ts'
import { resourcesOf, valuesOf } from '../../store.ts'
import type { NodegroupRecord } from '../record.ts'
import { nameNode } from './name-node.ts'
import { nodeOrder } from './node-order.ts'

export interface Scaled {
  readonly group: NodegroupRecord
  readonly gone: readonly string[]
}

/** The group with the names of its nodes; as many as the machine may have. */
export function planNodes(
  { store, machines, random }: Pick<EksNeeds, 'store' | 'machines' | 'random'>,
  cluster: ClusterName,
  group: NodegroupRecord,
): Scaled {
  const nodes = group.nodes ?? []
  if (machines === undefined) return { group, gone: [] }
  const { desiredSize } = group.scalingConfig
  const room = Math.max(0, machines.limit - machines.count())
  const wished = Math.min(desiredSize, nodes.length + room)
  const taken = new Set(
    valuesOf<NodegroupRecord>(store, 'nodegroup', cluster).flatMap((each) => each.nodes ?? []),
  )
  const added: string[] = []
  while (nodes.length + added.length < wished) {
    const name = nameNode(cluster.region, taken, random)
    taken.add(name)
    added.push(name)
  }
  const kept = nodes.slice(0, Math.max(desiredSize, 0))
  return { group: { ...group, nodes: [...kept, ...added] }, gone: nodes.slice(kept.length) }
}

/** Those that run already are left as they are. */
export function startNodes(
  { machines }: Pick<EksNeeds, 'machines'>,
  cluster: ClusterName,
  group: NodegroupRecord,
): void {
  for (const name of group.nodes ?? []) machines?.start(cluster, nodeOrder(group, name, cluster.region))
}

export async function stopNodes(
  { machines }: Pick<EksNeeds, 'machines'>,
  cluster: ClusterName,
  names: readonly string[],
): Promise<void> {
  await Promise.all(names.map(async (name) => machines?.stop(cluster, name)))
}

/** Ends the nodes of a group as it is by now, and keeps those that are left. */
export async function scaleGroup(
  needs: Pick<EksNeeds, 'store' | 'machines' | 'random'>,
  cluster: ClusterName,
  name: string,
): Promise<void> {
  const groups = resourcesOf<NodegroupRecord>('nodegroup', cluster)
  const { result } = await needs.store.write((txn) => {
    const before = groups.get(txn, name)?.value
    if (before === undefined) return undefined
    const planned = planNodes(needs, cluster, before)
    groups.put(txn, name, planned.group)
    return planned
  })
  if (result === undefined) return
  startNodes(needs, cluster, result.group)
  await stopNodes(needs, cluster, result.gone)
}
