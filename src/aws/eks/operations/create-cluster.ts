/** CreateCluster: a cluster with a token issuer of its own. */
import { contextOf, type ContextKeys } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { clusterArn } from '../cluster-arn.ts'
import type { ClusterOutput } from '../cluster-output.ts'
import type { Clusters } from '../clusters.ts'
import type { EksNeeds } from '../needs.ts'
import { type CreateClusterInput, newRecord } from '../new-record.ts'
import { passRole } from '../pass-role.ts'
import { defaultVersion } from '../versions.ts'

export const createCluster = (
  needs: EksNeeds,
  clusters: Clusters,
): Operation<CreateClusterInput, { readonly cluster: ClusterOutput }> => ({
  authorize: (input, call) => [
    { action: 'eks:CreateCluster', resource: clusterArn(call, input.name), context: requestContext(input) },
    passRole(call, input.roleArn),
  ],
  invoke: async (input, call) => ({
    cluster: await clusters.create(newRecord(input, call, needs.clock(), needs.random)),
  }),
})

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
const requestContext = (input: CreateClusterInput): ContextKeys =>
  contextOf(
    {
      'aws:TagKeys': input.tags && Object.keys(input.tags),
      'eks:kubernetesVersion': input.version ?? defaultVersion,
      'eks:authenticationMode': input.accessConfig?.authenticationMode,
      'eks:endpointPublicAccess': input.resourcesVpcConfig.endpointPublicAccess ?? true,
      'eks:endpointPrivateAccess': input.resourcesVpcConfig.endpointPrivateAccess ?? false,
      'eks:supportType': input.upgradePolicy?.supportType,
      'eks:deletionProtection': input.deletionProtection,
    },
    Object.fromEntries(
      Object.entries(input.tags ?? {}).map(([key, value]) => [`aws:RequestTag/${key}`, value]),
    ),
  )
