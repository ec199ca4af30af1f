/** CreateSAMLProvider: keeps the metadata of an identity provider that speaks SAML. */
import { AwsError, type Operation } from '../../protocol/index.ts'
import type { SamlProviderRecord, Tag } from '../model.ts'
import { addNamed, arnOfNamed, namedCreation } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { checkMetadata, samlProviders } from '../saml-providers.ts'
import { thingTags } from '../tags.ts'

interface CreateSAMLProviderInput {
  readonly SAMLMetadataDocument: string
  readonly Name: string
  readonly Tags?: readonly Tag[]
  readonly AssertionEncryptionMode?: 'Required' | 'Allowed'
  readonly AddPrivateKey?: string
}

const actions = { create: 'iam:CreateSAMLProvider', tag: 'iam:TagSAMLProvider' }

export const createSAMLProvider = (needs: IamNeeds): Operation<CreateSAMLProviderInput> => ({
  authorize: ({ Name: name, Tags: tags }, call) =>
    namedCreation(call, 'saml-provider', actions, { name, tags }),
  invoke: async (input, call) => {
    if (input.AddPrivateKey !== undefined || input.AssertionEncryptionMode !== undefined)
      throw new AwsError({ code: 'NotImplemented', message: 'encrypted SAML assertions are not implemented' })
    checkMetadata(input.SAMLMetadataDocument)
    const provider: SamlProviderRecord = {
      name: input.Name,
      path: '/',
      account: call.account,
      partition: call.partition,
      createdAt: Math.floor(call.now / 1000) * 1000,
      tags: thingTags.check(input.Tags),
      metadata: input.SAMLMetadataDocument,
    }
    await needs.store.write((txn) => addNamed(txn, samlProviders, provider))
    return {
      SAMLProviderArn: arnOfNamed('saml-provider', provider),
      ...(provider.tags.length === 0 ? {} : { Tags: provider.tags }),
    }
  },
})
