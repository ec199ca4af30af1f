/** A cluster as the store keeps it: what was asked for, with EKS's defaults filled in. */

export interface ClusterRecord {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly partition: string
  readonly arn: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** `CREATING` until the cluster runs; a crash in between leaves it so. */
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING'
  readonly clientRequestToken?: string
  readonly tags: Readonly<Record<string, string>>
  readonly version: string
  readonly roleArn: string
  readonly vpc: VpcConfig
  readonly network: NetworkConfig
  readonly logging: Logging
  readonly authenticationMode: string
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
