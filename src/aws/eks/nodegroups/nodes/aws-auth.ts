/** The entry of a group's role in the ConfigMap aws-auth, by which its nodes come to a cluster that has no access entries. */
import { parse, stringify } from 'yaml'
import { isJson, jsonAt, type KubeObject } from '../../addons/objects/kube-object.ts'
import type { ClusterName, EksNeeds } from '../../needs.ts'

const name = { apiVersion: 'v1', kind: 'ConfigMap', name: 'aws-auth', namespace: 'kube-system' }

type Needs = Pick<EksNeeds, 'clusterObjects'>

export const admitByConfigMap = (needs: Needs, cluster: ClusterName, role: string): Promise<void> =>
  change(needs, cluster, (entries) =>
    entries.some((entry) => jsonAt(entry, 'rolearn') === role)
      ? entries
      : [
          ...entries,
          {
            groups: ['system:bootstrappers', 'system:nodes'],
            rolearn: role,
            username: 'system:node:{{EC2PrivateDNSName}}',
          },
        ],
  )

export const dismissByConfigMap = (needs: Needs, cluster: ClusterName, role: string): Promise<void> =>
  change(needs, cluster, (entries) => entries.filter((entry) => jsonAt(entry, 'rolearn') !== role))

async function change(
  { clusterObjects }: Needs,
  cluster: ClusterName,
  act: (entries: readonly unknown[]) => readonly unknown[],
): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const map = await clusterObjects.read(cluster, name)
    const before = readEntries(map)
    // What is no list is somebody's mistake, which is theirs to mend.
    if (before === undefined) return
    const after = act(before)
    if (after === before || (map === undefined && after.length === 0)) return
    const data = jsonAt(map, 'data')
    const written = await clusterObjects.write(cluster, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: name.name, namespace: name.namespace },
      ...map,
      data: { ...(isJson(data) && data), mapRoles: stringify(after) },
    })
    if (written !== 'changed') return
  }
}

function readEntries(map: KubeObject | undefined): readonly unknown[] | undefined {
  const text = jsonAt(map, 'data', 'mapRoles')
  if (typeof text !== 'string' || text.trim() === '') return []
  try {
    const entries: unknown = parse(text, { maxAliasCount: 0, logLevel: 'silent' })
    return Array.isArray(entries) ? entries : undefined
  } catch {
    return undefined
  }
}
