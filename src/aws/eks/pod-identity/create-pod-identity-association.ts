/** CreatePodIdentityAssociation: the pods of a ServiceAccount get a role. */
import type { Operation } from '../../protocol/index.ts'
import { clusterArn } from '../arns.ts'
import { onCluster, requestTags } from '../authorize.ts'
import { inUse } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { passRole } from '../pass-role.ts'
import { refuseTooMany } from '../quotas.ts'
import { placeOf, requireActive, requireCluster } from '../store.ts'
import { findAssociation, putAssociation } from './associations.ts'
import { checkNames } from './check-names.ts'
import { checkPolicy, checkRole, checkRoleArn } from './check-role.ts'
import { type AssociationWish, newAssociation } from './new-association.ts'
import { type AssociationOutput, associationOutput } from './output.ts'

export interface CreatePodIdentityAssociationInput extends Omit<AssociationWish, 'ownerArn'> {
  readonly clusterName: string
}

export const createPodIdentityAssociation = (
  needs: EksNeeds,
): Operation<CreatePodIdentityAssociationInput, { readonly association: AssociationOutput }> => ({
  authorize: (input, call) => [
    onCluster(
      needs.store,
      'eks:CreatePodIdentityAssociation',
      input.clusterName,
      call,
      requestTags(input.tags),
    ),
    passToPods(call, input.clusterName, input.roleArn),
  ],
  invoke: async (input, call) => {
    const { clusterName, roleArn, targetRoleArn, policy, disableSessionTags = false } = input
    const place = placeOf(call, clusterName)
    requireCluster(needs.store, place)
    checkNames(input)
    checkRole(needs.findRole, roleArn, { disableSessionTags })
    if (targetRoleArn) checkRoleArn(targetRoleArn, 'targetRoleArn')
    checkPolicy(policy, disableSessionTags)
    const draw = { now: call.now, random: needs.random }
    const made = newAssociation({ ...place, partition: call.partition }, input, draw)
    const { result } = await needs.store.write((txn) => {
      requireActive(txn, place)
      const found = findAssociation(txn, place, input.namespace, input.serviceAccount)
      if (found !== undefined) return found
      refuseTooMany(txn, 'pod-identity', place)
      putAssociation(txn, place, made)
      return made
    })
    const { clientRequestToken: token } = result
    if (result !== made && (token === undefined || token !== input.clientRequestToken))
      throw inUse(`Association already exists: ${result.associationId}`, { clusterName })
    return { association: associationOutput(result) }
  },
})

export const passToPods = (
  call: Parameters<typeof clusterArn>[0],
  cluster: string,
  roleArn: string,
): ReturnType<typeof passRole> =>
  passRole(call, roleArn, { service: 'pods.eks.amazonaws.com', clusterArn: clusterArn(call, cluster) })
