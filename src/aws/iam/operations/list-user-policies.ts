/** ListUserPolicies: the names of a user's inline policies. */
import type { Operation } from '../../protocol/index.ts'
import { onUser } from '../authorize.ts'
import { userNamed } from '../holder-name.ts'
import { listInlinePolicies } from '../inline-policies.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'

interface ListUserPoliciesInput extends PageInput {
  readonly UserName: string
}

export const listUserPolicies = (needs: IamNeeds): Operation<ListUserPoliciesInput> => ({
  authorize: onUser(needs, 'iam:ListUserPolicies'),
  invoke: (input, call) => listInlinePolicies(needs, userNamed(call, input.UserName), input),
})
