/** DeletePolicy: takes away a policy that is attached nowhere. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { policyInUse } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { attachments, change, policies, valuesOf } from '../store.ts'
import { requireOwnPolicy } from './own-policy.ts'

export const deletePolicy = (
  needs: OrganizationsNeeds,
): Operation<{ readonly PolicyId: string }, object> => ({
  authorize: ({ PolicyId }, call) => onIds(needs.store, call, 'DeletePolicy', [PolicyId]),
  invoke: async ({ PolicyId }, call) => {
    await change(needs, call, (txn) => {
      requireOwnPolicy(txn, PolicyId)
      if (valuesOf(attachments.list(txn)).some(({ policyId }) => policyId === PolicyId)) throw policyInUse()
      policies.delete(txn, PolicyId)
    })
    return {}
  },
})
