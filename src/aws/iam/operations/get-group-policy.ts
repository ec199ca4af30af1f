/** GetGroupPolicy: an inline policy of a group. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup } from '../authorize.ts'
import { groupNamed } from '../holder-name.ts'
import { getInlinePolicy, type InlinePolicyOutput } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'
import { requireHolder } from '../store.ts'

interface GetGroupPolicyInput {
  readonly GroupName: string
  readonly PolicyName: string
}

interface GetGroupPolicyOutput extends InlinePolicyOutput {
  readonly GroupName: string
}

export const getGroupPolicy = (needs: IamNeeds): Operation<GetGroupPolicyInput, GetGroupPolicyOutput> => ({
  authorize: onGroup(needs, 'iam:GetGroupPolicy'),
  invoke: (input, call) => {
    const { name } = requireHolder(needs.store, 'group', call.account, input.GroupName)
    return { GroupName: name, ...getInlinePolicy(needs, groupNamed(call, name), input.PolicyName) }
  },
})
