/** EKS: clusters and their tags. */
export type { ClusterName, EksNeeds, RunningCluster } from './needs.ts'
export type { Eks } from './service.ts'
export { createEks } from './service.ts'
