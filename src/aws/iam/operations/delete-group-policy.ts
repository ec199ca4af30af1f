/** DeleteGroupPolicy: takes an inline policy from a group. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup } from '../authorize.ts'
import { groupNamed } from '../holder-name.ts'
import { deleteInlinePolicy } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'

interface DeleteGroupPolicyInput {
  readonly GroupName: string
  readonly PolicyName: string
}

export const deleteGroupPolicy = (needs: IamNeeds): Operation<DeleteGroupPolicyInput, object> => ({
  authorize: onGroup(needs, 'iam:DeleteGroupPolicy'),
  invoke: async (input, call) => {
    await deleteInlinePolicy(needs, groupNamed(call, input.GroupName), input.PolicyName)
    return {}
  },
})
