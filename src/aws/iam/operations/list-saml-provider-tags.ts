/** ListSAMLProviderTags: the tags of a SAML provider. */
import type { Operation } from '../../protocol/index.ts'
import { onNamed, pageOfTags } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'
import { nameOf, requireSamlProvider, type SamlProviderInput, samlProviders } from '../saml-providers.ts'

export const listSAMLProviderTags = (needs: IamNeeds): Operation<SamlProviderInput & PageInput> => ({
  authorize: onNamed(needs, samlProviders, 'iam:ListSAMLProviderTags', nameOf),
  invoke: (input, call) => pageOfTags(requireSamlProvider(needs.store, call.account, input), input),
})
