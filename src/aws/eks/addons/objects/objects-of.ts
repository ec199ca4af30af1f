/** The objects of one add-on of a cluster as its record has it. */
import { parse } from 'yaml'
import type { ClusterRecord } from '../../clusters/record.ts'
import type { EksNeeds } from '../../needs.ts'
import { placeOf } from '../../store.ts'
import type { AddonRecord } from '../record.ts'
import { isJson, type Json, type KubeObject } from './kube-object.ts'
import { renderAddon } from './render.ts'

export type AddonShape = Pick<
  AddonRecord,
  'addonName' | 'addonVersion' | 'configurationValues' | 'namespace' | 'serviceAccountRoleArn'
>

export const objectsOf = (
  { findCluster }: Pick<EksNeeds, 'findCluster'>,
  cluster: ClusterRecord,
  addon: AddonShape,
): readonly KubeObject[] => {
  const { serviceIpv4Cidr, ipFamily } = cluster.network
  const running = findCluster(placeOf(cluster, cluster.name)) ?? cluster.running
  return renderAddon(addon.addonName, {
    cluster: cluster.name,
    region: cluster.region,
    endpoint: running?.endpoint ?? '',
    vpcId: cluster.vpc.vpcId,
    isIpv6: ipFamily === 'ipv6',
    ...(serviceIpv4Cidr !== undefined && { serviceIpv4Cidr }),
    namespace: addon.namespace,
    version: addon.addonVersion,
    ...(addon.serviceAccountRoleArn !== undefined && { roleArn: addon.serviceAccountRoleArn }),
    values: readValues(addon.configurationValues),
  })
}

/** Of values that were checked when they came. */
const readValues = (text = ''): Json => {
  const values: unknown = parse(text, { maxAliasCount: 0, logLevel: 'silent' })
  return isJson(values) ? values : {}
}
