/** AttachPolicy: a policy bears on the root, a unit or an account from now on. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { duplicateAttachment, typeNotEnabled, violates } from '../errors.ts'
import type { PolicyType } from '../model.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { attach, change, policiesAttachedTo, requirePolicy, requireTarget } from '../store.ts'

export interface AttachmentInput {
  readonly PolicyId: string
  readonly TargetId: string
}

/** To one target: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const mostAttached: Readonly<Record<PolicyType, number>> = {
  SERVICE_CONTROL_POLICY: 10,
  RESOURCE_CONTROL_POLICY: 5,
}

export const attachPolicy = (needs: OrganizationsNeeds): Operation<AttachmentInput, object> => ({
  authorize: ({ PolicyId, TargetId }, call) => onIds(needs.store, call, 'AttachPolicy', [PolicyId, TargetId]),
  invoke: async ({ PolicyId, TargetId }, call) => {
    await change(needs, call, (txn, organization) => {
      const { type } = requirePolicy(txn, PolicyId)
      requireTarget(txn, organization, TargetId)
      if (!organization.enabledPolicyTypes.includes(type)) throw typeNotEnabled()
      const attached = policiesAttachedTo(txn, TargetId, type)
      if (attached.some(({ id }) => id === PolicyId)) throw duplicateAttachment()
      if (attached.length >= mostAttached[type])
        throw violates(
          'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
          'You have attached the maximum number of policies to the specified target.',
        )
      attach(txn, TargetId, PolicyId)
    })
    return {}
  },
})
