/** A new cluster's record: the request, checked, with EKS's defaults. */
import { parseArn } from '../../../arn/index.ts'
import { toHex, type Random } from '../../../kit/index.ts'
import type { Call } from '../../protocol/index.ts'
import { clusterArn } from '../arns.ts'
import { invalidParameter, notImplemented } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { creatorOf } from './creator.ts'
import { loggingOf, type LogSetup } from './logging.ts'
import type { AuthenticationMode, ClusterRecord } from './record.ts'
import { defaultVersion, isTaken } from './versions.ts'

export interface CreateClusterInput {
  readonly name: string
  readonly version?: string
  readonly roleArn: string
  readonly resourcesVpcConfig: {
    readonly subnetIds?: readonly string[]
    readonly securityGroupIds?: readonly string[]
    readonly endpointPublicAccess?: boolean
    readonly endpointPrivateAccess?: boolean
    readonly publicAccessCidrs?: readonly string[]
  }
  readonly kubernetesNetworkConfig?: { readonly serviceIpv4Cidr?: string; readonly ipFamily?: string }
  readonly logging?: { readonly clusterLogging?: readonly LogSetup[] }
  readonly clientRequestToken?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly accessConfig?: {
    readonly authenticationMode?: AuthenticationMode
    readonly bootstrapClusterCreatorAdminPermissions?: boolean
  }
  readonly bootstrapSelfManagedAddons?: boolean
  readonly upgradePolicy?: { readonly supportType?: string }
  readonly deletionProtection?: boolean
  readonly computeConfig?: { readonly enabled?: boolean }
  readonly outpostConfig?: unknown
  readonly encryptionConfig?: unknown
  readonly zonalShiftConfig?: unknown
  readonly remoteNetworkConfig?: unknown
  readonly storageConfig?: unknown
  readonly controlPlaneScalingConfig?: unknown
}

type Needs = Pick<EksNeeds, 'clock' | 'random' | 'retiredVersionsFrom'>

export function newRecord(input: CreateClusterInput, call: Call, needs: Needs): ClusterRecord {
  const { random } = needs
  const now = needs.clock()
  checkInput(input, now, needs.retiredVersionsFrom)
  const { account, region, partition } = call
  const { resourcesVpcConfig: vpc, kubernetesNetworkConfig: network = {} } = input
  const ipFamily = network.ipFamily ?? 'ipv4'
  return {
    name: input.name,
    account,
    region,
    partition,
    arn: clusterArn(call, input.name),
    createdAt: now,
    status: 'CREATING',
    ...(input.clientRequestToken !== undefined && { clientRequestToken: input.clientRequestToken }),
    tags: input.tags ?? {},
    version: input.version ?? defaultVersion,
    roleArn: input.roleArn,
    vpc: {
      subnetIds: vpc.subnetIds ?? [],
      securityGroupIds: vpc.securityGroupIds ?? [],
      // There is no network here; tools only ask that the ids are there and stay.
      clusterSecurityGroupId: `sg-${newId(random)}`,
      vpcId: `vpc-${newId(random)}`,
      endpointPublicAccess: vpc.endpointPublicAccess ?? true,
      endpointPrivateAccess: vpc.endpointPrivateAccess ?? false,
      publicAccessCidrs: vpc.publicAccessCidrs ?? ['0.0.0.0/0'],
    },
    network: {
      ipFamily,
      ...(ipFamily === 'ipv4'
        ? { serviceIpv4Cidr: network.serviceIpv4Cidr ?? '10.100.0.0/16' }
        : { serviceIpv6Cidr: 'fd00:10:100::/108' }),
    },
    logging: loggingOf(input.logging?.clusterLogging),
    authenticationMode: input.accessConfig?.authenticationMode ?? 'CONFIG_MAP',
    ...(input.accessConfig?.bootstrapClusterCreatorAdminPermissions !== false && {
      creator: creatorOf(call.caller),
    }),
    supportType: input.upgradePolicy?.supportType ?? 'EXTENDED',
    deletionProtection: input.deletionProtection ?? false,
    asGiven: asGiven(input),
  }
}

function checkInput(input: CreateClusterInput, now: number, retiredFrom: string | undefined): void {
  const { version, roleArn, outpostConfig, computeConfig, accessConfig } = input
  if (version !== undefined && !isTaken(version, now, retiredFrom))
    throw invalidParameter('unsupported Kubernetes version')
  const arn = parseArn(roleArn)
  if (arn?.service !== 'iam' || !arn.resource.startsWith('role/'))
    throw invalidParameter(`The role ARN ${roleArn} is not valid.`)
  if (outpostConfig !== undefined) throw notImplemented('CreateCluster with outpostConfig is not implemented')
  if (computeConfig?.enabled)
    throw notImplemented('CreateCluster with computeConfig.enabled (EKS Auto Mode) is not implemented')
  const { authenticationMode = 'CONFIG_MAP', bootstrapClusterCreatorAdminPermissions = true } =
    accessConfig ?? {}
  if (authenticationMode === 'CONFIG_MAP' && !bootstrapClusterCreatorAdminPermissions)
    throw invalidParameter(
      'bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is set to CONFIG_MAP',
      { clusterName: input.name },
    )
}

const keptAsGiven = [
  'encryptionConfig',
  'zonalShiftConfig',
  'remoteNetworkConfig',
  'computeConfig',
  'storageConfig',
  'controlPlaneScalingConfig',
] as const

const asGiven = (input: CreateClusterInput): Record<string, unknown> =>
  Object.fromEntries(keptAsGiven.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])))

/** 17 hex digits, as EC2's ids have. */
const newId = (random: Random): string => toHex(random(9)).slice(0, 17)
