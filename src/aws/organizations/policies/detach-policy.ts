/** DetachPolicy: a policy no longer bears on the root, a unit or an account. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { invalidInput, notAttached, violates } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { attachments, change, policiesAttachedTo, requirePolicy, requireTarget } from '../store.ts'
import type { AttachmentInput } from './attach-policy.ts'

export const detachPolicy = (needs: OrganizationsNeeds): Operation<AttachmentInput, object> => ({
  authorize: ({ PolicyId, TargetId }, call) => onIds(needs.store, call, 'DetachPolicy', [PolicyId, TargetId]),
  invoke: async ({ PolicyId, TargetId }, call) => {
    await change(needs, call, (txn, organization) => {
      const { type, awsManaged } = requirePolicy(txn, PolicyId)
      requireTarget(txn, organization, TargetId)
      if (attachments.get(txn, [TargetId, PolicyId]) === undefined) throw notAttached()
      if (type === 'RESOURCE_CONTROL_POLICY' && awsManaged)
        throw invalidInput('NON_DETACHABLE_POLICY', 'You cannot detach this AWS managed policy.')
      if (policiesAttachedTo(txn, TargetId, type).length === 1)
        throw violates(
          'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
          'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
        )
      attachments.delete(txn, [TargetId, PolicyId])
    })
    return {}
  },
})
