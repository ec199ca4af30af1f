/** UpdateSAMLProvider: writes over the metadata of a provider. */
import { AwsError, type Operation } from '../../protocol/index.ts'
import { onNamed, putNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import {
  checkMetadata,
  nameOf,
  requireSamlProvider,
  type SamlProviderInput,
  samlProviders,
} from '../saml-providers.ts'

interface UpdateSAMLProviderInput extends SamlProviderInput {
  readonly SAMLMetadataDocument?: string
  readonly AssertionEncryptionMode?: 'Required' | 'Allowed'
  readonly AddPrivateKey?: string
  readonly RemovePrivateKey?: string
}

export const updateSAMLProvider = (needs: IamNeeds): Operation<UpdateSAMLProviderInput> => ({
  authorize: onNamed(needs, samlProviders, 'iam:UpdateSAMLProvider', nameOf),
  invoke: async (input, call) => {
    if (input.AddPrivateKey ?? input.RemovePrivateKey ?? input.AssertionEncryptionMode)
      throw new AwsError({ code: 'NotImplemented', message: 'encrypted SAML assertions are not implemented' })
    if (input.SAMLMetadataDocument !== undefined) checkMetadata(input.SAMLMetadataDocument)
    await needs.store.write((txn) => {
      const provider = requireSamlProvider(txn, call.account, input)
      putNamed(txn, samlProviders, { ...provider, metadata: input.SAMLMetadataDocument ?? provider.metadata })
    })
    return { SAMLProviderArn: input.SAMLProviderArn }
  },
})
