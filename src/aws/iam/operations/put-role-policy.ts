/** PutRolePolicy: adds an inline policy to a role, or writes over the one of that name. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import { putInlinePolicy } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'

interface PutRolePolicyInput {
  readonly RoleName: string
  readonly PolicyName: string
  readonly PolicyDocument: string
}

export const putRolePolicy = (needs: IamNeeds): Operation<PutRolePolicyInput, object> => ({
  authorize: onRole(needs, 'iam:PutRolePolicy'),
  invoke: async (input, call) => {
    const policy = { name: input.PolicyName, document: input.PolicyDocument }
    await putInlinePolicy(needs, roleNamed(call, input.RoleName), policy)
    return {}
  },
})
