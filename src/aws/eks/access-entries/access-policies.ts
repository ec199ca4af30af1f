/** The access policies of EKS: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
import { parseArn } from '../../../arn/index.ts'

/** For whom a policy is: people and programs, nodes of Auto Mode, or roles that are linked to EKS itself. */
type Use = 'everyone' | 'nodes' | 'service'

const policies = {
  AmazonAIOpsAssistantPolicy: 'everyone',
  AmazonARCRegionSwitchScalingPolicy: 'everyone',
  AmazonEKSAdminPolicy: 'everyone',
  AmazonEKSAdminViewPolicy: 'everyone',
  AmazonEKSAutoNodePolicy: 'nodes',
  AmazonEKSBlockStorageClusterPolicy: 'service',
  AmazonEKSBlockStoragePolicy: 'service',
  AmazonEKSClusterAdminPolicy: 'everyone',
  AmazonEKSClusterInsightsPolicy: 'service',
  AmazonEKSComputeClusterPolicy: 'service',
  AmazonEKSComputePolicy: 'service',
  AmazonEKSEditPolicy: 'everyone',
  AmazonEKSHybridPolicy: 'service',
  AmazonEKSLoadBalancingClusterPolicy: 'everyone',
  AmazonEKSLoadBalancingPolicy: 'everyone',
  AmazonEKSNetworkingClusterPolicy: 'everyone',
  AmazonEKSNetworkingPolicy: 'everyone',
  AmazonEKSSecretReaderPolicy: 'everyone',
  AmazonEKSViewPolicy: 'everyone',
} as const satisfies Readonly<Record<string, Use>>

export type AccessPolicyName = keyof typeof policies

const names = Object.keys(policies) as readonly AccessPolicyName[]

export const accessPolicyArn = (partition: string, name: AccessPolicyName): string =>
  `arn:${partition}:eks::aws:cluster-access-policy/${name}`

export const accessPoliciesOf = (partition: string) =>
  names.map((name) => ({ name, arn: accessPolicyArn(partition, name) }))

/** Undefined when the ARN is of none of them. */
export function useOfAccessPolicy(arn: string): Use | undefined {
  const partition = parseArn(arn)?.partition ?? ''
  const name = names.find((each) => arn === accessPolicyArn(partition, each))
  return name && policies[name]
}
