/** A cluster as the store keeps it: what was asked for, with EKS's defaults filled in. */
import type { Kept } from '../store.ts'

export interface ClusterRecord extends Kept {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly partition: string
  /** `CREATING` until the cluster runs; a crash in between leaves it so. */
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING'
  readonly clientRequestToken?: string
  readonly version: string
  readonly roleArn: string
  readonly vpc: VpcConfig
  readonly network: NetworkConfig
  readonly logging: Logging
  readonly authenticationMode: AuthenticationMode
  /** Who made the cluster and is its administrator from the start; absent when that was not wished. */
  readonly creator?: Creator
  readonly supportType: string
  readonly deletionProtection: boolean
  /** Settings that are given back as they came and change nothing here. */
  readonly asGiven: Readonly<Record<string, unknown>>
  /** As it was when the cluster last started. */
  readonly running?: {
    readonly issuer: string
    readonly endpoint: string
    readonly certificateAuthorityData: string
  }
}

export type AuthenticationMode = 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP'

export interface Creator {
  /** Of the role or user behind a session, or of root. */
  readonly arn: string
  /** AROA..., AIDA..., or the account for root. */
  readonly id: string
}

export interface VpcConfig {
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly clusterSecurityGroupId: string
  readonly vpcId: string
  readonly endpointPublicAccess: boolean
  readonly endpointPrivateAccess: boolean
  readonly publicAccessCidrs: readonly string[]
}

export interface NetworkConfig {
  readonly serviceIpv4Cidr?: string
  readonly serviceIpv6Cidr?: string
  readonly ipFamily: string
}

export interface Logging {
  readonly clusterLogging: readonly { readonly types: readonly string[]; readonly enabled: boolean }[]
}
