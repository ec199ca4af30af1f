/** ListAttachedGroupPolicies: the managed policies attached to a group. */
import type { Operation } from '../../protocol/index.ts'
import { type ListAttachedInput, listAttachedPolicies } from '../attached-policies.ts'
import { onGroup } from '../authorize.ts'
import { groupNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface ListAttachedGroupPoliciesInput extends ListAttachedInput {
  readonly GroupName: string
}

export const listAttachedGroupPolicies = (needs: IamNeeds): Operation<ListAttachedGroupPoliciesInput> => ({
  authorize: onGroup(needs, 'iam:ListAttachedGroupPolicies'),
  invoke: (input, call) => listAttachedPolicies(needs, groupNamed(call, input.GroupName), input),
})
