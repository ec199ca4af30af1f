/** GetRolePolicy: an inline policy of a role. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import { getInlinePolicy, type InlinePolicyOutput } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'
import { requireHolder } from '../store.ts'

interface GetRolePolicyInput {
  readonly RoleName: string
  readonly PolicyName: string
}

interface GetRolePolicyOutput extends InlinePolicyOutput {
  readonly RoleName: string
}

export const getRolePolicy = (needs: IamNeeds): Operation<GetRolePolicyInput, GetRolePolicyOutput> => ({
  authorize: onRole(needs, 'iam:GetRolePolicy'),
  invoke: (input, call) => {
    const { name } = requireHolder(needs.store, 'role', call.account, input.RoleName)
    return { RoleName: name, ...getInlinePolicy(needs, roleNamed(call, name), input.PolicyName) }
  },
})
