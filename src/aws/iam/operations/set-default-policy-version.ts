/** SetDefaultPolicyVersion: the version that holds wherever the policy is attached. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy } from '../authorize.ts'
import { policyVersionNotFound } from '../errors.ts'
import type { PolicyRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { changePolicy, type PolicyVersionInput, requireVersion } from '../policy-changes.ts'

export const setDefaultPolicyVersion = (needs: IamNeeds): Operation<PolicyVersionInput, object> => ({
  authorize: onPolicy(needs, 'iam:SetDefaultPolicyVersion'),
  invoke: async (input, call) => {
    const updatedAt = Math.floor(call.now / 1000) * 1000
    const setDefault = (policy: PolicyRecord): PolicyRecord => ({
      ...policy,
      updatedAt,
      defaultVersionId: requireVersion(policy.versions, input).id,
    })
    await changePolicy(
      needs,
      call,
      input,
      setDefault,
      policyVersionNotFound(input.PolicyArn, input.VersionId),
    )
    return {}
  },
})
