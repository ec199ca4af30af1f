/** ListAttachedUserPolicies: the managed policies attached to a user. */
import type { Operation } from '../../protocol/index.ts'
import { type ListAttachedInput, listAttachedPolicies } from '../attached-policies.ts'
import { onUser } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import type { IamNeeds } from '../needs.ts'

interface ListAttachedUserPoliciesInput extends ListAttachedInput {
  readonly UserName: string
}

export const listAttachedUserPolicies = (needs: IamNeeds): Operation<ListAttachedUserPoliciesInput> => ({
  authorize: onUser(needs, 'iam:ListAttachedUserPolicies'),
  invoke: (input, call) => listAttachedPolicies(needs, userNamed(call, input.UserName), input),
})
