/** ListPolicyVersions: the versions of a managed policy, newest first, without their documents. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { listedVersionOutput } from '../outputs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'
import { requirePolicyByArn } from '../policies.ts'
import type { PolicyInput } from '../policy-changes.ts'

export const listPolicyVersions = (needs: IamNeeds): Operation<PolicyInput & PageInput> => ({
  authorize: onPolicy(needs, 'iam:ListPolicyVersions'),
  invoke: (input, call) => {
    const policy = requirePolicyByArn(needs.store, call.account, input.PolicyArn)
    const { items, marks } = pageOf(policy.versions.toReversed(), input, byPosition)
    return { Versions: items.map((version) => listedVersionOutput(policy, version)), ...marks }
  },
})
