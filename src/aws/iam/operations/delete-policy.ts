/** DeletePolicy: deletes a managed policy that nobody uses and that has its default version alone. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy } from '../authorize.ts'
import { deleteConflict } from '../errors.ts'
import { idKey, policyKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'
import { requireOwnPolicy } from '../policies.ts'
import type { PolicyInput } from '../policy-changes.ts'
import { listAttachments } from '../store.ts'

export const deletePolicy = (needs: IamNeeds): Operation<PolicyInput, object> => ({
  authorize: onPolicy(needs, 'iam:DeletePolicy'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const policy = requireOwnPolicy(txn, call.account, input.PolicyArn)
      if (listAttachments(txn, call.account, input.PolicyArn).length > 0)
        throw deleteConflict('Cannot delete a policy attached to entities.')
      if (policy.versions.length > 1)
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        )
      txn.delete(policyKey(call.account, policy.name))
      txn.delete(idKey(policy.id))
    })
    return {}
  },
})
