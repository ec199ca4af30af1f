/** DeleteRolePolicy: takes an inline policy from a role. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import { deleteInlinePolicy } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'

interface DeleteRolePolicyInput {
  readonly RoleName: string
  readonly PolicyName: string
}

export const deleteRolePolicy = (needs: IamNeeds): Operation<DeleteRolePolicyInput, object> => ({
  authorize: onRole(needs, 'iam:DeleteRolePolicy'),
  invoke: async (input, call) => {
    await deleteInlinePolicy(needs, roleNamed(call, input.RoleName), input.PolicyName)
    return {}
  },
})
