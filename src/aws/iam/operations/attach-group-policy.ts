/** AttachGroupPolicy: attaches a managed policy to a group. */
import type { Operation } from '../../protocol/index.ts'
import { attachPolicy } from '../attached-policies.ts'
import { onGroup } from '../authorize.ts'
import { groupNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface AttachGroupPolicyInput {
  readonly GroupName: string
  readonly PolicyArn: string
}

export const attachGroupPolicy = (needs: IamNeeds): Operation<AttachGroupPolicyInput, object> => ({
  authorize: onGroup(needs, 'iam:AttachGroupPolicy', (input) => ({ 'iam:PolicyARN': input.PolicyArn })),
  invoke: async (input, call) => {
    await attachPolicy(needs, groupNamed(call, input.GroupName), input.PolicyArn)
    return {}
  },
})
