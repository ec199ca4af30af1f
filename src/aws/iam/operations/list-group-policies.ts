/** ListGroupPolicies: the names of a group's inline policies. */
import type { Operation } from '../../protocol/index.ts'
import { onGroup } from '../authorize.ts'
import { groupNamed } from '../holder-name.ts'
import { listInlinePolicies } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'

interface ListGroupPoliciesInput extends PageInput {
  readonly GroupName: string
}

export const listGroupPolicies = (needs: IamNeeds): Operation<ListGroupPoliciesInput> => ({
  authorize: onGroup(needs, 'iam:ListGroupPolicies'),
  invoke: (input, call) => listInlinePolicies(needs, groupNamed(call, input.GroupName), input),
})
