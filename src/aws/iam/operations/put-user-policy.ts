/** PutUserPolicy: adds an inline policy to a user, or writes over the one of that name. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import { putInlinePolicy } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'

interface PutUserPolicyInput {
  readonly UserName: string
  readonly PolicyName: string
  readonly PolicyDocument: string
}

export const putUserPolicy = (needs: IamNeeds): Operation<PutUserPolicyInput, object> => ({
  authorize: onUser(needs, 'iam:PutUserPolicy'),
  invoke: async (input, call) => {
    const policy = { name: input.PolicyName, document: input.PolicyDocument }
    await putInlinePolicy(needs, userNamed(call, input.UserName), policy)
    return {}
  },
})
