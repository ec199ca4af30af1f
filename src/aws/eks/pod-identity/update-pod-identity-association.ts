/** UpdatePodIdentityAssociation: another role, target role, policy or switch of session tags. */
import type { Operation } from '../../protocol/index.ts'
import { invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { putAssociation, requireAssociation } from './associations.ts'
import { checkPolicy, checkRole, checkRoleArn } from './check-role.ts'
import { passToPods } from './create-pod-identity-association.ts'
import { type AssociationInput, onAssociation } from './on-association.ts'
import { type AssociationOutput, associationOutput } from './output.ts'
import type { AssociationRecord } from './record.ts'

export interface UpdatePodIdentityAssociationInput extends AssociationInput {
  readonly roleArn?: string
  readonly disableSessionTags?: boolean
  /** An empty text takes the target role away. */
  readonly targetRoleArn?: string
  /** An empty text takes the policy away. */
  readonly policy?: string
}

export const updatePodIdentityAssociation = ({
  store,
  findRole,
}: EksNeeds): Operation<UpdatePodIdentityAssociationInput, { readonly association: AssociationOutput }> => ({
  authorize: (input, call) => [
    onAssociation(store, 'eks:UpdatePodIdentityAssociation', input, call),
    ...(input.roleArn === undefined ? [] : [passToPods(call, input.clusterName, input.roleArn)]),
  ],
  invoke: async (input, call) => {
    const { clusterName, associationId, roleArn, targetRoleArn, policy, disableSessionTags } = input
    const place = placeOf(call, clusterName)
    requireAssociation(store, place, associationId)
    if ([roleArn, targetRoleArn, policy, disableSessionTags].every((each) => each === undefined))
      throw invalidParameter(
        'At least one of roleArn, targetRoleArn, policy or disableSessionTags is required.',
      )
    if (targetRoleArn) checkRoleArn(targetRoleArn, 'targetRoleArn')
    const { result } = await store.write((txn) => {
      const changed = change(requireAssociation(txn, place, associationId), input, call.now)
      checkPolicy(changed.policy, changed.disableSessionTags)
      checkRole(findRole, changed.roleArn, changed)
      putAssociation(txn, place, changed)
      return changed
    })
    return { association: associationOutput(result) }
  },
})

function change(
  record: AssociationRecord,
  { roleArn, disableSessionTags, targetRoleArn, policy }: UpdatePodIdentityAssociationInput,
  now: number,
): AssociationRecord {
  const { targetRoleArn: targetBefore, policy: policyBefore, ...rest } = record
  const target = targetRoleArn ?? targetBefore
  const limit = policy ?? policyBefore
  return {
    ...rest,
    roleArn: roleArn ?? record.roleArn,
    disableSessionTags: disableSessionTags ?? record.disableSessionTags,
    ...(target && { targetRoleArn: target }),
    ...(limit && { policy: limit }),
    modifiedAt: now,
  }
}
