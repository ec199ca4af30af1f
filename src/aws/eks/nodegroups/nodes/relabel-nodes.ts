/** New labels and taints of a group, on the nodes that it has. */
import { isJson, jsonAt } from '../../addons/objects/kube-object.ts'
import type { ClusterName, EksNeeds } from '../../needs.ts'
import type { NodegroupRecord } from '../record.ts'
import { nodeOrder, readTaint } from './node-order.ts'

/** A node that has not come yet comes with the new ones. */
export async function relabelNodes(
  { clusterObjects }: Pick<EksNeeds, 'clusterObjects'>,
  cluster: ClusterName,
  { before, after }: { readonly before: NodegroupRecord; readonly after: NodegroupRecord },
): Promise<void> {
  const removed = Object.keys(before.labels).filter((key) => !Object.hasOwn(after.labels, key))
  const old = before.taints.flatMap(readTaint).map(titleOf)
  for (const name of after.nodes ?? []) {
    const { labels, taints } = nodeOrder(after, name, cluster.region)
    for (let attempt = 0; attempt < 5; attempt++) {
      const node = await clusterObjects.read(cluster, { apiVersion: 'v1', kind: 'Node', name })
      if (node === undefined) break
      const known = jsonAt(node, 'metadata', 'labels')
      const spec = isJson(node['spec']) ? node['spec'] : {}
      const others = Object.entries(isJson(known) ? known : {}).filter(([key]) => !removed.includes(key))
      const foreign = listAt(spec['taints']).filter((taint) => !old.includes(titleOf(taint)))
      const fresh = taints.map(titleOf)
      const written = await clusterObjects.write(cluster, {
        ...node,
        metadata: { ...node.metadata, labels: { ...Object.fromEntries(others), ...labels } },
        spec: {
          ...spec,
          taints: [...foreign.filter((taint) => !fresh.includes(titleOf(taint))), ...taints],
        },
      })
      if (written !== 'changed') break
    }
  }
}

const listAt = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A taint is told by its key and effect. */
const titleOf = (taint: unknown): string =>
  isJson(taint) ? `${String(taint['key'])} ${String(taint['effect'])}` : ''
