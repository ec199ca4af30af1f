/** TagOpenIDConnectProvider: adds tags to a provider, or writes over those of the same keys. */
import type { Operation } from '../../protocol/index.ts'
import { onProvider, requestTagKeys } from '../authorize.ts'
import type { Tag } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { changeProvider, type ProviderInput } from '../providers.ts'
import { thingTags } from '../tags.ts'

interface TagOpenIDConnectProviderInput extends ProviderInput {
  readonly Tags: readonly Tag[]
}

export const tagOpenIDConnectProvider = (
  needs: IamNeeds,
): Operation<TagOpenIDConnectProviderInput, object> => ({
  authorize: onProvider(needs, 'iam:TagOpenIDConnectProvider', (input) => requestTagKeys(input.Tags)),
  invoke: async (input, call) => {
    const added = thingTags.check(input.Tags)
    await changeProvider(needs, call, input, (provider) => ({
      ...provider,
      tags: thingTags.add(provider.tags, added),
    }))
    return {}
  },
})
