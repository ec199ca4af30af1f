/** Who a pod is, as its session tells: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
import { newUuid, type Random } from '../../../kit/index.ts'
import type { ClusterName } from '../needs.ts'

export interface PodIdentity {
  readonly cluster: ClusterName & { readonly arn: string }
  readonly namespace: string
  readonly serviceAccount: string
  readonly pod: { readonly name: string; readonly uid: string }
}

/** All of them are transitive. */
export const sessionTagsOf = ({
  cluster,
  namespace,
  serviceAccount,
  pod,
}: PodIdentity): Readonly<Record<string, string>> => ({
  'eks-cluster-arn': cluster.arn,
  'eks-cluster-name': cluster.name,
  'kubernetes-namespace': namespace,
  'kubernetes-service-account': serviceAccount,
  'kubernetes-pod-name': pod.name,
  'kubernetes-pod-uid': pod.uid,
})

const longestPart = 10

/** Such as `eks-production-app-6f7c8d-` and a UUID: 64 characters at most, the names cut short for it. */
export const newSessionName = ({ cluster, pod }: PodIdentity, random: Random): string =>
  `eks-${cluster.name.slice(0, longestPart)}-${pod.name.slice(0, longestPart)}-${newUuid(random)}`
