/** Which ClusterRole an EKS access policy comes to: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
import type { JsonObject } from '../../api/index.ts'
import { policyRules } from './policy-rules.ts'

export interface PolicyRole {
  readonly name: string
  /** Where Kubernetes has none of that kind by itself. */
  readonly rules?: readonly JsonObject[]
}

const own = (name: string, rules: readonly JsonObject[]): PolicyRole => ({
  name: `eks:access-policy:${name}`,
  rules,
})

const roles: Readonly<Record<string, PolicyRole>> = {
  AmazonEKSClusterAdminPolicy: { name: 'cluster-admin' },
  AmazonEKSAdminPolicy: own('admin', policyRules.admin),
  AmazonEKSAdminViewPolicy: own('admin-view', policyRules.adminView),
  AmazonEKSEditPolicy: own('edit', policyRules.edit),
  AmazonEKSLoadBalancingClusterPolicy: own('load-balancing-cluster', policyRules.loadBalancing),
  AmazonEKSNetworkingClusterPolicy: own('networking-cluster', policyRules.networking),
  AmazonEKSSecretReaderPolicy: own('secret-reader', policyRules.secretReader),
  AmazonEKSViewPolicy: own('view', policyRules.view),
}

/** Undefined for policies that are for services and nodes of AWS's own, and for those whose rules are not public. */
export const roleOfPolicy = (policy: string): PolicyRole | undefined =>
  Object.hasOwn(roles, policy) ? roles[policy] : undefined
