/** GetUserPolicy: an inline policy of a user. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import { getInlinePolicy, type InlinePolicyOutput } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'
import { requireHolder } from '../store.ts'

interface GetUserPolicyInput {
  readonly UserName: string
  readonly PolicyName: string
}

interface GetUserPolicyOutput extends InlinePolicyOutput {
  readonly UserName: string
}

export const getUserPolicy = (needs: IamNeeds): Operation<GetUserPolicyInput, GetUserPolicyOutput> => ({
  authorize: onUser(needs, 'iam:GetUserPolicy'),
  invoke: (input, call) => {
    const { name } = requireHolder(needs.store, 'user', call.account, input.UserName)
    return { UserName: name, ...getInlinePolicy(needs, userNamed(call, name), input.PolicyName) }
  },
})
