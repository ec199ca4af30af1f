/** The objects of one add-on of a cluster as its record has it. */
import { parse } from 'yaml'
import type { ClusterRecord } from '../../clusters/record.ts'
import type { AddonRecord } from '../record.ts'
import { isJson, type Json, type KubeObject } from './kube-object.ts'
import { renderAddon } from './render.ts'

export type AddonShape = Pick<
  AddonRecord,
  'addonName' | 'addonVersion' | 'configurationValues' | 'namespace' | 'serviceAccountRoleArn'
>

export const objectsOf = (cluster: ClusterRecord, addon: AddonShape): readonly KubeObject[] => {
  const { serviceIpv4Cidr, ipFamily } = cluster.network
  return renderAddon(addon.addonName, {
    cluster: cluster.name,
    region: cluster.region,
    // Where it was first: another port after a restart is no change of the add-on.
    endpoint: cluster.running?.endpoint ?? '',
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
