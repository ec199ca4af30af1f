/** EKS: clusters, who may come to them, the roles of their pods, and what else belongs to them. */
export type { AccessIdentity, ClusterAccess, SignedIn } from './access-entries/find-access.ts'
export type { ClusterObjects, KubeObject, ObjectName, Written } from './addons/objects/kube-object.ts'
export type { ClusterName, EksNeeds, RunningCluster } from './needs.ts'
export type { NodeMachines, NodeOrder, NodeState } from './nodegroups/nodes/needs.ts'
export type { PodRole } from './pod-identity/find-pod-role.ts'
export type { Eks } from './service.ts'
export { createEks } from './service.ts'
