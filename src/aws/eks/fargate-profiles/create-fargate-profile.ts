/** CreateFargateProfile: a profile as a record; no pod runs on Fargate. */
import { newUuid } from '../../../kit/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { clusterArn, resourceArn } from '../arns.ts'
import { onCluster, requestTags } from '../authorize.ts'
import { invalidParameter, invalidRequest } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { passRole } from '../pass-role.ts'
import { checkRoleArn } from '../pod-identity/check-role.ts'
import { refuseTooMany } from '../quotas.ts'
import { placeOf, requireActive, type Tags } from '../store.ts'
import { type ProfileOutput, profileOutput, profilesOf } from './profiles.ts'
import type { FargateProfileRecord, FargateSelector } from './record.ts'

export interface CreateFargateProfileInput {
  readonly clusterName: string
  readonly fargateProfileName: string
  readonly podExecutionRoleArn: string
  readonly subnets?: readonly string[]
  readonly selectors?: readonly FargateSelector[]
  readonly tags?: Tags
  readonly clientRequestToken?: string
}

export const createFargateProfile = (
  needs: EksNeeds,
): Operation<CreateFargateProfileInput, { readonly fargateProfile: ProfileOutput }> => ({
  authorize: (input, call) => [
    onCluster(needs.store, 'eks:CreateFargateProfile', input.clusterName, call, requestTags(input.tags)),
    passRole(call, input.podExecutionRoleArn, {
      service: 'eks-fargate-pods.amazonaws.com',
      clusterArn: clusterArn(call, input.clusterName),
    }),
  ],
  invoke: async (input, call) => {
    const { clusterName, fargateProfileName, podExecutionRoleArn, clientRequestToken } = input
    const place = placeOf(call, clusterName)
    requireActive(needs.store, place)
    checkSelectors(input)
    checkRoleArn(podExecutionRoleArn, 'podExecutionRoleArn')
    const made: FargateProfileRecord = {
      clusterName,
      fargateProfileName,
      arn: resourceArn(call, 'fargateprofile', clusterName, fargateProfileName, newUuid(needs.random)),
      podExecutionRoleArn,
      subnets: input.subnets ?? [],
      selectors: input.selectors ?? [],
      createdAt: call.now,
      tags: input.tags ?? {},
      ...(clientRequestToken !== undefined && { clientRequestToken }),
    }
    const { result } = await needs.store.write((txn) => {
      requireActive(txn, place)
      const found = profilesOf(place).get(txn, fargateProfileName)?.value
      if (found !== undefined) return found
      refuseTooMany(txn, 'fargate-profile', place)
      profilesOf(place).put(txn, fargateProfileName, made)
      return made
    })
    const { clientRequestToken: token } = result
    if (result !== made && (token === undefined || token !== clientRequestToken))
      throw invalidRequest('A Fargate Profile already exists with this name in this cluster.', {
        clusterName,
      })
    return { fargateProfile: profileOutput(result, 'CREATING') }
  },
})

const mostSelectors = 5
const mostLabels = 5

function checkSelectors({
  selectors = [],
  clusterName,
  fargateProfileName,
}: CreateFargateProfileInput): void {
  const fields = { clusterName, fargateProfileName }
  if (selectors.length === 0)
    throw invalidParameter('Fargate Profile requires at least one selector.', fields)
  if (selectors.length > mostSelectors)
    throw invalidParameter('Request contains more than 5 Selectors', fields)
  if (selectors.some(({ namespace }) => !namespace))
    throw invalidParameter(
      'Fargate Profile must have at least one selector with at least one namespace value.',
      fields,
    )
  if (selectors.some(({ labels = {} }) => Object.keys(labels).length > mostLabels))
    throw invalidParameter('Request contains Selector with more than 5 Label pairs', fields)
}
