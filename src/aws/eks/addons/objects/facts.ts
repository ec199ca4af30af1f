/** What an add-on's objects are made of. */
import type { Json } from './kube-object.ts'

export interface AddonFacts {
  readonly cluster: string
  readonly region: string
  /** Of the API server. */
  readonly endpoint: string
  readonly vpcId: string
  /** Where the addresses of services lie; absent for IPv6. */
  readonly serviceIpv4Cidr?: string
  readonly isIpv6: boolean
  readonly namespace: string
  /** Such as `v1.20.4-eksbuild.2`. */
  readonly version: string
  /** The role of its ServiceAccount. */
  readonly roleArn?: string
  /** As the caller configured it. */
  readonly values: Json
}
