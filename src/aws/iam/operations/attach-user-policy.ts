/** AttachUserPolicy: attaches a managed policy to a user. */
import type { Operation } from '../../protocol/index.ts'
import { attachPolicy } from '../attached-policies.ts'
import { onUser } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface AttachUserPolicyInput {
  readonly UserName: string
  readonly PolicyArn: string
}

export const attachUserPolicy = (needs: IamNeeds): Operation<AttachUserPolicyInput, object> => ({
  authorize: onUser(needs, 'iam:AttachUserPolicy', (input) => ({ 'iam:PolicyARN': input.PolicyArn })),
  invoke: async (input, call) => {
    await attachPolicy(needs, userNamed(call, input.UserName), input.PolicyArn)
    return {}
  },
})
