/** A node of a group as it is ordered: with the labels that EKS gives it, and the group's own. */
import type { NodegroupRecord, Taint } from '../record.ts'
import type { NodeOrder, NodeTaint } from './needs.ts'

export function nodeOrder(group: NodegroupRecord, name: string, region: string): NodeOrder {
  const [instanceType = 't3.medium'] = group.instanceTypes ?? []
  const zone = `${region}a`
  return {
    name,
    roleArn: group.nodeRole,
    labels: {
      'beta.kubernetes.io/instance-type': instanceType,
      'eks.amazonaws.com/capacityType': group.capacityType,
      'eks.amazonaws.com/nodegroup': group.nodegroupName,
      'failure-domain.beta.kubernetes.io/region': region,
      'failure-domain.beta.kubernetes.io/zone': zone,
      'node.kubernetes.io/instance-type': instanceType,
      'topology.kubernetes.io/region': region,
      'topology.kubernetes.io/zone': zone,
      ...group.labels,
    },
    taints: group.taints.flatMap(readTaint),
  }
}

const effects: Readonly<Record<string, NodeTaint['effect']>> = {
  NO_EXECUTE: 'NoExecute',
  NO_SCHEDULE: 'NoSchedule',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
}

export function readTaint({ key, value, effect = '' }: Taint): readonly NodeTaint[] {
  const known = effects[effect]
  if (key === undefined || known === undefined) return []
  return [{ key, effect: known, ...(value !== undefined && { value }) }]
}
