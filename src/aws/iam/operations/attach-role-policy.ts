/** AttachRolePolicy: attaches a managed policy to a role. */
import type { Operation } from '../../protocol/index.ts'
import { attachPolicy } from '../attached-policies.ts'
import { onRole } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface AttachRolePolicyInput {
  readonly RoleName: string
  readonly PolicyArn: string
}

export const attachRolePolicy = (needs: IamNeeds): Operation<AttachRolePolicyInput, object> => ({
  authorize: onRole(needs, 'iam:AttachRolePolicy', (input) => ({ 'iam:PolicyARN': input.PolicyArn })),
  invoke: async (input, call) => {
    await attachPolicy(needs, roleNamed(call, input.RoleName), input.PolicyArn)
    return {}
  },
})
