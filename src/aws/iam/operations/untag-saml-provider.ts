/** UntagSAMLProvider: takes tags from a SAML provider. */
import type { Operation } from '../../protocol/index.ts'
import { onNamed, untagNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { nameOf, requireSamlProvider, type SamlProviderInput, samlProviders } from '../saml-providers.ts'

interface UntagSAMLProviderInput extends SamlProviderInput {
  readonly TagKeys: readonly string[]
}

export const untagSAMLProvider = (needs: IamNeeds): Operation<UntagSAMLProviderInput, object> => ({
  authorize: onNamed(needs, samlProviders, 'iam:UntagSAMLProvider', nameOf),
  invoke: (input, call) => {
    requireSamlProvider(needs.store, call.account, input)
    return untagNamed(needs, samlProviders, call.account, nameOf(input), input.TagKeys)
  },
})
