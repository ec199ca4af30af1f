/** GetPolicy: a managed policy without its document. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { policyOutput, type PolicyOutput } from '../outputs.ts'
import { requirePolicyByArn } from '../policies.ts'
import type { PolicyInput } from '../policy-changes.ts'

export const getPolicy = (needs: IamNeeds): Operation<PolicyInput, { readonly Policy: PolicyOutput }> => ({
  authorize: onPolicy(needs, 'iam:GetPolicy'),
  invoke: (input, call) => {
    const policy = requirePolicyByArn(needs.store, call.account, input.PolicyArn)
    return { Policy: policyOutput(needs.store, call.account, policy) }
  },
})
