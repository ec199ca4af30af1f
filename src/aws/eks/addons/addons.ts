/** Add-ons in the store, by name, and as callers are shown them. */
import type { Collection, Reader } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { onResource } from '../authorize.ts'
import { notFound } from '../errors.ts'
import type { ClusterName, EksNeeds } from '../needs.ts'
import { listAssociations } from '../pod-identity/associations.ts'
import { placeOf, requireCluster, resourcesOf } from '../store.ts'
import type { AddonHealth } from './objects/health.ts'
import type { AddonRecord } from './record.ts'

export interface AddonInput {
  readonly clusterName: string
  readonly addonName: string
}

export const addonsOf = (cluster: ClusterName): Collection<AddonRecord> =>
  resourcesOf<AddonRecord>('addon', cluster)

export function requireAddon(from: Reader, cluster: ClusterName, name: string): AddonRecord {
  requireCluster(from, cluster)
  const addon = addonsOf(cluster).get(from, name)?.value
  if (addon === undefined)
    throw notFound(`No addon: ${name} found in cluster: ${cluster.name}`, {
      clusterName: cluster.name,
      addonName: name,
    })
  return addon
}

/** An add-on that has gone or was made anew meanwhile is left alone. */
export async function noteFailure(
  { store }: Pick<EksNeeds, 'store'>,
  cluster: ClusterName,
  failed: AddonRecord & Required<Pick<AddonRecord, 'failure'>>,
): Promise<void> {
  await store.write((txn) => {
    const found = addonsOf(cluster).get(txn, failed.addonName)?.value
    if (found?.arn === failed.arn) addonsOf(cluster).put(txn, failed.addonName, failed)
  })
}

export const onAddon = (
  store: Reader,
  action: string,
  { clusterName, addonName }: AddonInput,
  call: Call,
): Authorization =>
  onResource(action, addonsOf(placeOf(call, clusterName)).get(store, addonName)?.value, {
    call,
    type: 'addon',
    cluster: clusterName,
  })

export const addonOutput = (
  from: Reader,
  cluster: ClusterName,
  addon: AddonRecord,
  { status, issues }: AddonHealth,
) => ({
  addonName: addon.addonName,
  clusterName: addon.clusterName,
  status,
  addonVersion: addon.addonVersion,
  health: { issues },
  addonArn: addon.arn,
  createdAt: new Date(addon.createdAt),
  modifiedAt: new Date(addon.modifiedAt),
  ...(addon.serviceAccountRoleArn !== undefined && { serviceAccountRoleArn: addon.serviceAccountRoleArn }),
  tags: addon.tags,
  ...(addon.configurationValues !== undefined && { configurationValues: addon.configurationValues }),
  podIdentityAssociations: listAssociations(from, cluster)
    .filter(({ ownerArn }) => ownerArn === addon.arn)
    .map(({ arn }) => arn)
    .toSorted(),
  namespaceConfig: { namespace: addon.namespace },
})

export type AddonOutput = ReturnType<typeof addonOutput>
