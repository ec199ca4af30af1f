/** A cluster as callers are shown it. */
import type { ClusterRecord } from './record.ts'
import type { RunningCluster } from '../needs.ts'
import { platformVersion } from './versions.ts'

export interface ClusterOutput {
  readonly name: string
  readonly arn: string
  readonly createdAt: Date
  readonly version: string
  readonly status: ClusterStatus
  readonly tags: Readonly<Record<string, string>>
  readonly [member: string]: unknown
}

export type ClusterStatus = 'CREATING' | 'ACTIVE' | 'DELETING' | 'FAILED'

export const clusterOutput = (
  record: ClusterRecord,
  status: ClusterStatus,
  running: RunningCluster | undefined,
): ClusterOutput => ({
  name: record.name,
  arn: record.arn,
  createdAt: new Date(record.createdAt),
  version: record.version,
  ...(running && {
    endpoint: running.endpoint,
    identity: { oidc: { issuer: running.issuer } },
    certificateAuthority: { data: running.certificateAuthorityData },
  }),
  roleArn: record.roleArn,
  resourcesVpcConfig: record.vpc,
  kubernetesNetworkConfig: { ...record.network, elasticLoadBalancing: { enabled: false } },
  logging: record.logging,
  status,
  ...(record.clientRequestToken !== undefined && { clientRequestToken: record.clientRequestToken }),
  platformVersion,
  tags: record.tags,
  health: { issues: [] },
  accessConfig: { authenticationMode: record.authenticationMode },
  upgradePolicy: { supportType: record.supportType },
  deletionProtection: record.deletionProtection,
  ...record.asGiven,
})
