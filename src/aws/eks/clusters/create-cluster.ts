/** CreateCluster: a cluster with a token issuer of its own. */
import { contextOf, type ContextKeys, mergeContexts } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { clusterArn } from '../arns.ts'
import { requestTags } from '../authorize.ts'
import type { EksNeeds } from '../needs.ts'
import { passRole } from '../pass-role.ts'
import type { Clusters } from './lives.ts'
import { type CreateClusterInput, newRecord } from './new-record.ts'
import type { ClusterOutput } from './output.ts'
import type { ClusterRecord } from './record.ts'
import { defaultVersion } from './versions.ts'

export const createCluster = (
  needs: EksNeeds,
  clusters: Clusters,
): Operation<CreateClusterInput, { readonly cluster: ClusterOutput }> => ({
  authorize: (input, call) => [
    { action: 'eks:CreateCluster', resource: clusterArn(call, input.name), context: requestContext(input) },
    passRole(call, input.roleArn),
  ],
  invoke: async (input, call) => {
    const record = newRecord(input, call, needs)
    const cluster = await clusters.create(record, { addons: input.bootstrapSelfManagedAddons ?? true })
    return { cluster: { ...cluster, accessConfig: accessConfigOf(record) } }
  },
})

/** Told once, on creation; later answers leave the creator out. */
const accessConfigOf = ({ creator, authenticationMode }: ClusterRecord) => ({
  bootstrapClusterCreatorAdminPermissions: creator !== undefined,
  authenticationMode,
})

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
const requestContext = (input: CreateClusterInput): ContextKeys =>
  mergeContexts(
    contextOf({
      'eks:kubernetesVersion': input.version ?? defaultVersion,
      'eks:authenticationMode': input.accessConfig?.authenticationMode,
      'eks:bootstrapClusterCreatorAdminPermissions':
        input.accessConfig?.bootstrapClusterCreatorAdminPermissions,
      'eks:bootstrapSelfManagedAddons': input.bootstrapSelfManagedAddons,
      'eks:endpointPublicAccess': input.resourcesVpcConfig.endpointPublicAccess ?? true,
      'eks:endpointPrivateAccess': input.resourcesVpcConfig.endpointPrivateAccess ?? false,
      'eks:supportType': input.upgradePolicy?.supportType,
      'eks:deletionProtection': input.deletionProtection,
    }),
    requestTags(input.tags),
  )
