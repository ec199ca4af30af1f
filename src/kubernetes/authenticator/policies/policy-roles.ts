/** Which ClusterRole an EKS access policy comes to: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
import type { JsonObject } from '../../api/index.ts'

export interface PolicyRole {
  readonly name: string
  /** Where Kubernetes has none of that kind by itself. */
  readonly rules?: readonly JsonObject[]
}

const reading = ['get', 'list', 'watch']

const roles: Readonly<Record<string, PolicyRole>> = {
  AmazonEKSClusterAdminPolicy: { name: 'cluster-admin' },
  AmazonEKSAdminPolicy: { name: 'admin' },
  AmazonEKSEditPolicy: { name: 'edit' },
  AmazonEKSViewPolicy: { name: 'view' },
  AmazonEKSAdminViewPolicy: {
    name: 'eks:access-policy:admin-view',
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: reading }],
  },
  AmazonEKSSecretReaderPolicy: {
    name: 'eks:access-policy:secret-reader',
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: reading }],
  },
}

/** Undefined for policies that are for services and nodes of AWS's own. */
export const roleOfPolicy = (policy: string): PolicyRole | undefined =>
  Object.hasOwn(roles, policy) ? roles[policy] : undefined
