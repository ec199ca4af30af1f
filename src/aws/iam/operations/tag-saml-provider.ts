/** TagSAMLProvider: adds tags to a SAML provider, or writes over those of the same keys. */
import type { Operation } from '../../protocol/index.ts'
import type { Tag } from '../model.ts'
import { onNamed, tagNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { nameOf, requireSamlProvider, type SamlProviderInput, samlProviders } from '../saml-providers.ts'

interface TagSAMLProviderInput extends SamlProviderInput {
  readonly Tags: readonly Tag[]
}

export const tagSAMLProvider = (needs: IamNeeds): Operation<TagSAMLProviderInput, object> => ({
  authorize: onNamed(needs, samlProviders, 'iam:TagSAMLProvider', nameOf),
  invoke: (input, call) => {
    requireSamlProvider(needs.store, call.account, input)
    return tagNamed(needs, samlProviders, call.account, nameOf(input), input.Tags)
  },
})
