/** UntagOpenIDConnectProvider: takes tags from a provider. */
import type { Operation } from '../../protocol/index.ts'
import { onProvider, tagKeysKey } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { changeProvider, type ProviderInput } from '../providers.ts'
import { thingTags } from '../tags.ts'

interface UntagOpenIDConnectProviderInput extends ProviderInput {
  readonly TagKeys: readonly string[]
}

export const untagOpenIDConnectProvider = (
  needs: IamNeeds,
): Operation<UntagOpenIDConnectProviderInput, object> => ({
  authorize: onProvider(needs, 'iam:UntagOpenIDConnectProvider', (input) => tagKeysKey(input.TagKeys)),
  invoke: async (input, call) => {
    const { TagKeys: keys } = input
    await changeProvider(needs, call, input, (provider) => ({
      ...provider,
      tags: thingTags.remove(provider.tags, keys),
    }))
    return {}
  },
})
