/** UntagPolicy: takes tags from a policy. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy, tagKeysKey } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { changePolicy, type PolicyInput } from '../policy-changes.ts'
import { thingTags } from '../tags.ts'

interface UntagPolicyInput extends PolicyInput {
  readonly TagKeys: readonly string[]
}

export const untagPolicy = (needs: IamNeeds): Operation<UntagPolicyInput, object> => ({
  authorize: onPolicy(needs, 'iam:UntagPolicy', (input) => tagKeysKey(input.TagKeys)),
  invoke: async (input, call) => {
    const { TagKeys: keys } = input
    await changePolicy(needs, call, input, (policy) => ({
      ...policy,
      tags: thingTags.remove(policy.tags, keys),
    }))
    return {}
  },
})
