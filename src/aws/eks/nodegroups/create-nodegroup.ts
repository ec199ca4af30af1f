/** CreateNodegroup: a node group, whose nodes come to the cluster with its role. */
import { newUuid } from '../../../kit/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { clusterArn, resourceArn } from '../arns.ts'
import { onCluster, requestTags } from '../authorize.ts'
import { minorOf } from '../clusters/minor.ts'
import type { ClusterRecord } from '../clusters/record.ts'
import { inUse, invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { passRole } from '../pass-role.ts'
import { checkRoleArn } from '../pod-identity/check-role.ts'
import { refuseTooMany } from '../quotas.ts'
import { placeOf, requireActive, type Tags } from '../store.ts'
import { checkScaling } from './check-scaling.ts'
import { admitNodes } from './node-entry.ts'
import { type NodegroupOutput, nodegroupOutput, nodegroupsOf } from './nodegroups.ts'
import { admitByConfigMap } from './nodes/aws-auth.ts'
import { scaleGroup } from './nodes/scale.ts'
import type { NodegroupRecord, ScalingConfig, Taint } from './record.ts'

export interface CreateNodegroupInput {
  readonly clusterName: string
  readonly nodegroupName: string
  readonly subnets: readonly string[]
  readonly nodeRole: string
  readonly scalingConfig?: Partial<ScalingConfig>
  readonly diskSize?: number
  readonly instanceTypes?: readonly string[]
  readonly amiType?: string
  readonly capacityType?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly taints?: readonly Taint[]
  readonly tags?: Tags
  readonly clientRequestToken?: string
  readonly version?: string
  readonly releaseVersion?: string
  readonly updateConfig?: Readonly<Record<string, unknown>>
  readonly remoteAccess?: unknown
  readonly launchTemplate?: unknown
  readonly nodeRepairConfig?: unknown
  readonly warmPoolConfig?: unknown
}

export const createNodegroup = (
  needs: EksNeeds,
): Operation<CreateNodegroupInput, { readonly nodegroup: NodegroupOutput }> => ({
  authorize: (input, call) => [
    onCluster(needs.store, 'eks:CreateNodegroup', input.clusterName, call, requestTags(input.tags)),
    passRole(call, input.nodeRole, { clusterArn: clusterArn(call, input.clusterName) }),
  ],
  invoke: async (input, call) => {
    const { clusterName, nodegroupName } = input
    const place = placeOf(call, clusterName)
    const cluster = requireActive(needs.store, place)
    checkInput(input, cluster.version)
    const made = newNodegroup(input, cluster.version, {
      now: call.now,
      arn: resourceArn(call, 'nodegroup', clusterName, nodegroupName, newUuid(needs.random)),
    })
    const admit = admitNodes(needs, cluster, { role: input.nodeRole, amiType: made.amiType, now: call.now })
    const { result } = await needs.store.write((txn) => {
      requireActive(txn, place)
      const found = nodegroupsOf(place).get(txn, nodegroupName)?.value
      if (found !== undefined) return found
      refuseTooMany(txn, 'nodegroup', place)
      nodegroupsOf(place).put(txn, nodegroupName, made)
      admit(txn)
      return made
    })
    if (result === made) await begin(needs, cluster, made)
    const { clientRequestToken: token } = result
    if (result !== made && (token === undefined || token !== input.clientRequestToken))
      throw inUse(`NodeGroup already exists with name ${nodegroupName} and cluster name ${clusterName}`, {
        clusterName,
        nodegroupName,
      })
    return { nodegroup: nodegroupOutput(result, { status: 'CREATING', issues: [] }) }
  },
})

async function begin(needs: EksNeeds, cluster: ClusterRecord, made: NodegroupRecord): Promise<void> {
  const place = placeOf(cluster, cluster.name)
  if (cluster.authenticationMode === 'CONFIG_MAP') await admitByConfigMap(needs, place, made.nodeRole)
  await scaleGroup(needs, place, made.nodegroupName)
}

function checkInput(input: CreateNodegroupInput, clusterVersion: string): void {
  const { clusterName, nodegroupName, version = clusterVersion, launchTemplate } = input
  const fields = { clusterName, nodegroupName }
  if (!/^[0-9A-Za-z][-\w]{0,62}$/.test(nodegroupName))
    throw invalidParameter(`The nodegroupName ${nodegroupName} is not valid.`, fields)
  if (input.subnets.length === 0) throw invalidParameter('Subnets are required', fields)
  checkRoleArn(input.nodeRole, 'nodeRole')
  if (!/^1\.\d{1,3}$/.test(version) || minorOf(version) > minorOf(clusterVersion))
    throw invalidParameter(
      `Requested Nodegroup version ${version} must not be newer than cluster version ${clusterVersion}`,
      fields,
    )
  if (launchTemplate !== undefined && input.diskSize !== undefined)
    throw invalidParameter('Disk size must be specified within the launch template.', fields)
  if (launchTemplate !== undefined && input.remoteAccess !== undefined)
    throw invalidParameter('Remote access configuration cannot be specified with a launch template.', fields)
  checkScaling(scalingOf(input))
}

const scalingOf = ({ scalingConfig = {} }: CreateNodegroupInput): ScalingConfig => {
  const {
    minSize = 1,
    maxSize = Math.max(2, minSize),
    desiredSize = Math.max(minSize, Math.min(2, maxSize)),
  } = scalingConfig
  return { minSize, maxSize, desiredSize }
}

function newNodegroup(
  input: CreateNodegroupInput,
  clusterVersion: string,
  { now, arn }: { readonly now: number; readonly arn: string },
): NodegroupRecord {
  const { version = clusterVersion, launchTemplate, clientRequestToken } = input
  const own = launchTemplate === undefined
  return {
    clusterName: input.clusterName,
    nodegroupName: input.nodegroupName,
    arn,
    version,
    // Of no real image, and of the form that AMIs of EKS have.
    releaseVersion: input.releaseVersion ?? `${version}.0-20260101`,
    createdAt: now,
    modifiedAt: now,
    capacityType: input.capacityType ?? 'ON_DEMAND',
    scalingConfig: scalingOf(input),
    subnets: input.subnets,
    nodeRole: input.nodeRole,
    labels: input.labels ?? {},
    taints: input.taints ?? [],
    tags: input.tags ?? {},
    updateConfig: input.updateConfig ?? { maxUnavailable: 1 },
    ...((input.instanceTypes ?? own) && { instanceTypes: input.instanceTypes ?? ['t3.medium'] }),
    ...((input.amiType ?? own) && { amiType: input.amiType ?? 'AL2023_x86_64_STANDARD' }),
    ...((input.diskSize ?? own) && { diskSize: input.diskSize ?? 20 }),
    ...(clientRequestToken !== undefined && { clientRequestToken }),
    asGiven: Object.fromEntries(
      (['remoteAccess', 'launchTemplate', 'nodeRepairConfig', 'warmPoolConfig'] as const).flatMap((name) =>
        input[name] === undefined ? [] : [[name, input[name]]],
      ),
    ),
  }
}
