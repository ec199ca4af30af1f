/** DetachUserPolicy: detaches a managed policy from a user. */
import type { Operation } from '../../protocol/index.ts'
import { detachPolicy } from '../attached-policies.ts'
import { onUser } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface DetachUserPolicyInput {
  readonly UserName: string
  readonly PolicyArn: string
}

export const detachUserPolicy = (needs: IamNeeds): Operation<DetachUserPolicyInput, object> => ({
  authorize: onUser(needs, 'iam:DetachUserPolicy', (input) => ({ 'iam:PolicyARN': input.PolicyArn })),
  invoke: async (input, call) => {
    await detachPolicy(needs, userNamed(call, input.UserName), input.PolicyArn)
    return {}
  },
})
