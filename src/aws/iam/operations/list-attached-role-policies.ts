/** ListAttachedRolePolicies: the managed policies attached to a role. */
import type { Operation } from '../../protocol/index.ts'
import { type ListAttachedInput, listAttachedPolicies } from '../attached-policies.ts'
import { onRole } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface ListAttachedRolePoliciesInput extends ListAttachedInput {
  readonly RoleName: string
}

export const listAttachedRolePolicies = (needs: IamNeeds): Operation<ListAttachedRolePoliciesInput> => ({
  authorize: onRole(needs, 'iam:ListAttachedRolePolicies'),
  invoke: (input, call) => listAttachedPolicies(needs, roleNamed(call, input.RoleName), input),
})
