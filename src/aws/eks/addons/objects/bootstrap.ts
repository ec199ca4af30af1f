/** What every cluster has from the start unless it is not wished: the network plugin, kube-proxy and coredns, managed by nobody. */
import type { ClusterRecord } from '../../clusters/record.ts'
import type { EksNeeds } from '../../needs.ts'
import { placeOf } from '../../store.ts'
import { defaultFor, findAddonKind } from '../catalogue.ts'
import { createObjects } from './apply.ts'
import { objectsOf } from './objects-of.ts'

const names = ['vpc-cni', 'kube-proxy', 'coredns']

export async function bootstrapAddons(
  needs: Pick<EksNeeds, 'clusterObjects'>,
  cluster: ClusterRecord,
): Promise<void> {
  const objects = names.flatMap((addonName) => {
    const kind = findAddonKind(addonName)
    const addonVersion = kind && defaultFor(kind, cluster.version)?.version
    if (kind === undefined || addonVersion === undefined) return []
    return objectsOf(cluster, { addonName, addonVersion, namespace: kind.namespace })
  })
  await createObjects(needs.clusterObjects, placeOf(cluster, cluster.name), objects)
}
