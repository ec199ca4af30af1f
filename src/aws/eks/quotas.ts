/** How many of a kind a cluster can have: https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
import type { Reader } from '../../store/index.ts'
import { limitExceeded } from './errors.ts'
import type { ClusterName } from './needs.ts'
import { resourcesOf } from './store.ts'

const quotas = {
  'fargate-profile': { most: 10, text: 'Fargate profile limit exceeded for cluster' },
  nodegroup: { most: 30, text: 'Nodegroup limit exceeded for cluster' },
  'pod-identity': { most: 5000, text: 'Pod identity association limit exceeded for cluster' },
} as const

/** Asked before one more is put. */
export function refuseTooMany(from: Reader, kind: keyof typeof quotas, cluster: ClusterName): void {
  const { most, text } = quotas[kind]
  if (resourcesOf(kind, cluster).list(from, { limit: most }).length >= most)
    throw limitExceeded(text, { clusterName: cluster.name })
}
