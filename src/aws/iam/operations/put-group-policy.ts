/** PutGroupPolicy: adds an inline policy to a group, or writes over the one of that name. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup } from '../authorize.ts'
import { groupNamed } from '../holder-name.ts'
import { putInlinePolicy } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'

interface PutGroupPolicyInput {
  readonly GroupName: string
  readonly PolicyName: string
  readonly PolicyDocument: string
}

export const putGroupPolicy = (needs: IamNeeds): Operation<PutGroupPolicyInput, object> => ({
  authorize: onGroup(needs, 'iam:PutGroupPolicy'),
  invoke: async (input, call) => {
    const policy = { name: input.PolicyName, document: input.PolicyDocument }
    await putInlinePolicy(needs, groupNamed(call, input.GroupName), policy)
    return {}
  },
})
