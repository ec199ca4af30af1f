/** DeleteUserPolicy: takes an inline policy from a user. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import { deleteInlinePolicy } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'

interface DeleteUserPolicyInput {
  readonly UserName: string
  readonly PolicyName: string
}

export const deleteUserPolicy = (needs: IamNeeds): Operation<DeleteUserPolicyInput, object> => ({
  authorize: onUser(needs, 'iam:DeleteUserPolicy'),
  invoke: async (input, call) => {
    await deleteInlinePolicy(needs, userNamed(call, input.UserName), input.PolicyName)
    return {}
  },
})
