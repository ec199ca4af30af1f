/** ListRolePolicies: the names of a role's inline policies. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { roleNamed } from '../holder-name.ts'
import { listInlinePolicies } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'

interface ListRolePoliciesInput extends PageInput {
  readonly RoleName: string
}

export const listRolePolicies = (needs: IamNeeds): Operation<ListRolePoliciesInput> => ({
  authorize: onRole(needs, 'iam:ListRolePolicies'),
  invoke: (input, call) => listInlinePolicies(needs, roleNamed(call, input.RoleName), input),
})
