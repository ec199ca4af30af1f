/** DeletePolicyVersion: deletes a version that is not the default. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy } from '../authorize.ts'
import { deleteConflict } from '../errors.ts'
import type { IamNeeds } from '../needs.ts'
import { changePolicy, type PolicyVersionInput, requireVersion } from '../policy-changes.ts'

export const deletePolicyVersion = (needs: IamNeeds): Operation<PolicyVersionInput, object> => ({
  authorize: onPolicy(needs, 'iam:DeletePolicyVersion'),
  invoke: async (input, call) => {
    await changePolicy(needs, call, input, (policy) => {
      const { id } = requireVersion(policy.versions, input)
      if (id === policy.defaultVersionId)
        throw deleteConflict('Cannot delete the default version of a policy.')
      return { ...policy, versions: policy.versions.filter((version) => version.id !== id) }
    })
    return {}
  },
})
