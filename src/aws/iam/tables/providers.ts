/** What IAM does with OIDC and SAML providers. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { addClientIDToOpenIDConnectProvider } from '../operations/add-client-id-to-open-id-connect-provider.ts'
import { createOpenIDConnectProvider } from '../operations/create-open-id-connect-provider.ts'
import { createSAMLProvider } from '../operations/create-saml-provider.ts'
import { deleteOpenIDConnectProvider } from '../operations/delete-open-id-connect-provider.ts'
import { deleteSAMLProvider } from '../operations/delete-saml-provider.ts'
import { getOpenIDConnectProvider } from '../operations/get-open-id-connect-provider.ts'
import { getSAMLProvider } from '../operations/get-saml-provider.ts'
import { listOpenIDConnectProviderTags } from '../operations/list-open-id-connect-provider-tags.ts'
import { listOpenIDConnectProviders } from '../operations/list-open-id-connect-providers.ts'
import { listSAMLProviderTags } from '../operations/list-saml-provider-tags.ts'
import { listSAMLProviders } from '../operations/list-saml-providers.ts'
import { removeClientIDFromOpenIDConnectProvider } from '../operations/remove-client-id-from-open-id-connect-provider.ts'
import { tagOpenIDConnectProvider } from '../operations/tag-open-id-connect-provider.ts'
import { tagSAMLProvider } from '../operations/tag-saml-provider.ts'
import { untagOpenIDConnectProvider } from '../operations/untag-open-id-connect-provider.ts'
import { untagSAMLProvider } from '../operations/untag-saml-provider.ts'
import { updateOpenIDConnectProviderThumbprint } from '../operations/update-open-id-connect-provider-thumbprint.ts'
import { updateSAMLProvider } from '../operations/update-saml-provider.ts'

export const providerOperations = (needs: IamNeeds): Operations => ({
  AddClientIDToOpenIDConnectProvider: addClientIDToOpenIDConnectProvider(needs),
  CreateOpenIDConnectProvider: createOpenIDConnectProvider(needs),
  CreateSAMLProvider: createSAMLProvider(needs),
  DeleteOpenIDConnectProvider: deleteOpenIDConnectProvider(needs),
  DeleteSAMLProvider: deleteSAMLProvider(needs),
  GetOpenIDConnectProvider: getOpenIDConnectProvider(needs),
  GetSAMLProvider: getSAMLProvider(needs),
  ListOpenIDConnectProviderTags: listOpenIDConnectProviderTags(needs),
  ListOpenIDConnectProviders: listOpenIDConnectProviders(needs),
  ListSAMLProviderTags: listSAMLProviderTags(needs),
  ListSAMLProviders: listSAMLProviders(needs),
  RemoveClientIDFromOpenIDConnectProvider: removeClientIDFromOpenIDConnectProvider(needs),
  TagOpenIDConnectProvider: tagOpenIDConnectProvider(needs),
  TagSAMLProvider: tagSAMLProvider(needs),
  UntagOpenIDConnectProvider: untagOpenIDConnectProvider(needs),
  UntagSAMLProvider: untagSAMLProvider(needs),
  UpdateOpenIDConnectProviderThumbprint: updateOpenIDConnectProviderThumbprint(needs),
  UpdateSAMLProvider: updateSAMLProvider(needs),
})
