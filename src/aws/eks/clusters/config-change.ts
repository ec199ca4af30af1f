/** What UpdateClusterConfig changes: one thing at a time, and only to what it is not already. */
import { invalidParameter, notImplemented } from '../errors.ts'
import type { UpdateType } from '../updates/record.ts'
import { loggingOf } from './logging.ts'
import type { CreateClusterInput } from './new-record.ts'
import type { AuthenticationMode, ClusterRecord } from './record.ts'

export interface UpdateClusterConfigInput extends Partial<
  Pick<
    CreateClusterInput,
    | 'resourcesVpcConfig'
    | 'logging'
    | 'upgradePolicy'
    | 'zonalShiftConfig'
    | 'computeConfig'
    | 'kubernetesNetworkConfig'
    | 'storageConfig'
    | 'remoteNetworkConfig'
    | 'deletionProtection'
    | 'controlPlaneScalingConfig'
  >
> {
  readonly name: string
  readonly accessConfig?: { readonly authenticationMode?: AuthenticationMode }
}

export interface ConfigChange {
  readonly type: UpdateType
  readonly changed: Partial<ClusterRecord>
  /** As DescribeUpdate shows it. */
  readonly params: Readonly<Record<string, unknown>>
}

type Changer = (input: UpdateClusterConfigInput, before: ClusterRecord) => ConfigChange | undefined

const changers: readonly Changer[] = [
  changeLogging,
  changeEndpoint,
  changeVpc,
  changeAccess,
  changeUpgradePolicy,
  changeDeletionProtection,
  keep('zonalShiftConfig', 'ZonalShiftConfigUpdate', 'ZonalShiftConfig'),
  keep('remoteNetworkConfig', 'RemoteNetworkConfigUpdate', 'RemoteNetworkConfig'),
  keep('controlPlaneScalingConfig', 'ControlPlaneScalingConfigUpdate', 'UpdatedTier'),
]

export function changeConfig(input: UpdateClusterConfigInput, before: ClusterRecord): ConfigChange {
  if (input.computeConfig ?? input.storageConfig ?? input.kubernetesNetworkConfig)
    throw notImplemented(
      'UpdateClusterConfig with computeConfig, storageConfig or kubernetesNetworkConfig (EKS Auto Mode) is not implemented',
    )
  const changes = changers.flatMap((change) => change(input, before) ?? [])
  const [change] = changes
  const { clusterName } = { clusterName: input.name }
  if (change === undefined)
    throw invalidParameter('No changes needed for the cluster config provided', { clusterName })
  if (changes.length > 1) throw invalidParameter('Only one type of update can be allowed.', { clusterName })
  return change
}

function changeLogging(
  { logging }: UpdateClusterConfigInput,
  before: ClusterRecord,
): ConfigChange | undefined {
  if (logging === undefined) return undefined
  const after = loggingOf(logging.clusterLogging, before.logging.clusterLogging)
  if (isSame(after, before.logging))
    throw invalidParameter('No changes needed for the logging config provided', { clusterName: before.name })
  return { type: 'LoggingUpdate', changed: { logging: after }, params: { ClusterLogging: logging } }
}

function changeEndpoint(
  { resourcesVpcConfig: wish }: UpdateClusterConfigInput,
  { name, vpc }: ClusterRecord,
): ConfigChange | undefined {
  const { endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs } = wish ?? {}
  const asked = { endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs }
  if (Object.values(asked).every((value) => value === undefined)) return undefined
  const after = {
    ...vpc,
    endpointPublicAccess: endpointPublicAccess ?? vpc.endpointPublicAccess,
    endpointPrivateAccess: endpointPrivateAccess ?? vpc.endpointPrivateAccess,
    publicAccessCidrs: publicAccessCidrs ?? vpc.publicAccessCidrs,
  }
  if (isSame(after, vpc))
    throw invalidParameter(
      `Cluster is already at the desired configuration with endpointPrivateAccess: ${vpc.endpointPrivateAccess} , endpointPublicAccess: ${vpc.endpointPublicAccess}, and Public Endpoint Restrictions: [${vpc.publicAccessCidrs.join(', ')}]`,
      { clusterName: name },
    )
  if (!after.endpointPublicAccess && !after.endpointPrivateAccess)
    throw invalidParameter('Private and public endpoint access cannot both be false', { clusterName: name })
  return {
    type: 'EndpointAccessUpdate',
    changed: { vpc: after },
    params: {
      EndpointPublicAccess: endpointPublicAccess,
      EndpointPrivateAccess: endpointPrivateAccess,
      PublicAccessCidrs: publicAccessCidrs,
    },
  }
}

function changeVpc(
  { resourcesVpcConfig: wish }: UpdateClusterConfigInput,
  { name, vpc }: ClusterRecord,
): ConfigChange | undefined {
  const { subnetIds, securityGroupIds } = wish ?? {}
  if (subnetIds === undefined && securityGroupIds === undefined) return undefined
  const after = {
    ...vpc,
    subnetIds: subnetIds ?? vpc.subnetIds,
    securityGroupIds: securityGroupIds ?? vpc.securityGroupIds,
  }
  if (isSame(after, vpc))
    throw invalidParameter('Cluster is already at the desired configuration', { clusterName: name })
  return {
    type: 'VpcConfigUpdate',
    changed: { vpc: after },
    params: { Subnets: subnetIds, SecurityGroups: securityGroupIds },
  }
}

/** There is a way to access entries and none back. */
const nextModes: Readonly<Record<AuthenticationMode, AuthenticationMode | undefined>> = {
  CONFIG_MAP: 'API_AND_CONFIG_MAP',
  API_AND_CONFIG_MAP: 'API',
  API: undefined,
}

function changeAccess(
  { accessConfig }: UpdateClusterConfigInput,
  { name, authenticationMode }: ClusterRecord,
): ConfigChange | undefined {
  const mode = accessConfig?.authenticationMode
  if (mode === undefined) return undefined
  if (nextModes[authenticationMode] !== mode)
    throw invalidParameter(`Unsupported authentication mode update from ${authenticationMode} to ${mode}`, {
      clusterName: name,
    })
  return {
    type: 'AccessConfigUpdate',
    changed: { authenticationMode: mode },
    params: { AuthenticationMode: JSON.stringify(mode) },
  }
}

function changeUpgradePolicy(
  { upgradePolicy }: UpdateClusterConfigInput,
  { name, supportType }: ClusterRecord,
): ConfigChange | undefined {
  const wish = upgradePolicy?.supportType
  if (wish === undefined) return undefined
  if (wish === supportType)
    throw invalidParameter(`Cluster is already at the desired upgrade policy with supportType: ${wish}`, {
      clusterName: name,
    })
  return {
    type: 'UpgradePolicyUpdate',
    changed: { supportType: wish },
    params: { UpgradePolicy: upgradePolicy },
  }
}

function changeDeletionProtection({
  deletionProtection,
}: UpdateClusterConfigInput): ConfigChange | undefined {
  return deletionProtection === undefined
    ? undefined
    : {
        type: 'DeletionProtectionUpdate',
        changed: { deletionProtection },
        params: { DeletionProtection: deletionProtection },
      }
}

/** A setting that is given back as it came. */
function keep(
  name: 'zonalShiftConfig' | 'remoteNetworkConfig' | 'controlPlaneScalingConfig',
  type: UpdateType,
  param: string,
): Changer {
  return (input, before) =>
    input[name] === undefined
      ? undefined
      : {
          type,
          changed: { asGiven: { ...before.asGiven, [name]: input[name] } },
          params: { [param]: input[name] },
        }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
