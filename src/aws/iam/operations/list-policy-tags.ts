/** ListPolicyTags: the tags of a policy. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'
import { requirePolicyByArn } from '../policies.ts'
import type { PolicyInput } from '../policy-changes.ts'

export const listPolicyTags = (needs: IamNeeds): Operation<PolicyInput & PageInput> => ({
  authorize: onPolicy(needs, 'iam:ListPolicyTags'),
  invoke: (input, call) => {
    const { tags } = requirePolicyByArn(needs.store, call.account, input.PolicyArn)
    const { items, marks } = pageOf(tags, input, byPosition)
    return { Tags: items, ...marks }
  },
})
