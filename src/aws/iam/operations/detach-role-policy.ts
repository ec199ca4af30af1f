/** DetachRolePolicy: detaches a managed policy from a role. */
import type { Operation } from '../../protocol/index.ts'
import { detachPolicy } from '../attached-policies.ts'
import { onRole } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface DetachRolePolicyInput {
  readonly RoleName: string
  readonly PolicyArn: string
}

export const detachRolePolicy = (needs: IamNeeds): Operation<DetachRolePolicyInput, object> => ({
  authorize: onRole(needs, 'iam:DetachRolePolicy', (input) => ({ 'iam:PolicyARN': input.PolicyArn })),
  invoke: async (input, call) => {
    await detachPolicy(needs, roleNamed(call, input.RoleName), input.PolicyArn)
    return {}
  },
})
