/** DetachGroupPolicy: detaches a managed policy from a group. */
import type { Operation } from '../../protocol/index.ts'
import { detachPolicy } from '../attached-policies.ts'
import { onGroup } from '../authorize.ts'
import { groupNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface DetachGroupPolicyInput {
  readonly GroupName: string
  readonly PolicyArn: string
}

export const detachGroupPolicy = (needs: IamNeeds): Operation<DetachGroupPolicyInput, object> => ({
  authorize: onGroup(needs, 'iam:DetachGroupPolicy', (input) => ({ 'iam:PolicyARN': input.PolicyArn })),
  invoke: async (input, call) => {
    await detachPolicy(needs, groupNamed(call, input.GroupName), input.PolicyArn)
    return {}
  },
})
