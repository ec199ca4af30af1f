/** TagPolicy: adds tags to a policy, or writes over those of the same keys. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy, requestTagKeys } from '../authorize.ts'
import type { Tag } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { changePolicy, type PolicyInput } from '../policy-changes.ts'
import { thingTags } from '../tags.ts'

interface TagPolicyInput extends PolicyInput {
  readonly Tags: readonly Tag[]
}

export const tagPolicy = (needs: IamNeeds): Operation<TagPolicyInput, object> => ({
  authorize: onPolicy(needs, 'iam:TagPolicy', (input) => requestTagKeys(input.Tags)),
  invoke: async (input, call) => {
    const added = thingTags.check(input.Tags)
    await changePolicy(needs, call, input, (policy) => ({
      ...policy,
      tags: thingTags.add(policy.tags, added),
    }))
    return {}
  },
})
