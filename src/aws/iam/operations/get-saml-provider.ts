/** GetSAMLProvider: the metadata of a provider. */
import type { Operation } from '../../protocol/index.ts'
import { onNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import {
  nameOf,
  requireSamlProvider,
  type SamlProviderInput,
  samlProviders,
  validUntil,
} from '../saml-providers.ts'

export const getSAMLProvider = (needs: IamNeeds): Operation<SamlProviderInput> => ({
  authorize: onNamed(needs, samlProviders, 'iam:GetSAMLProvider', nameOf),
  invoke: (input, call) => {
    const provider = requireSamlProvider(needs.store, call.account, input)
    return {
      SAMLMetadataDocument: provider.metadata,
      CreateDate: new Date(provider.createdAt),
      ValidUntil: validUntil(provider),
      Tags: provider.tags,
      // AWS's own where nobody asked for encrypted assertions, which nobody can here.
      AssertionEncryptionMode: 'Allowed',
      PrivateKeyList: [],
    }
  },
})
