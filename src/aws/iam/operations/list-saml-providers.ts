/** ListSAMLProviders: all SAML providers of the account. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { arnOfNamed, listNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { samlProviders, validUntil } from '../saml-providers.ts'

export const listSAMLProviders = (needs: IamNeeds): Operation<object> => ({
  authorize: onAccount('iam:ListSAMLProviders', ({ partition, account }) =>
    arnOfNamed('saml-provider', { partition, account, path: '/', name: '*' }),
  ),
  invoke: (_, call) => ({
    SAMLProviderList: listNamed(needs.store, samlProviders, call.account).map((provider) => ({
      Arn: arnOfNamed('saml-provider', provider),
      ValidUntil: validUntil(provider),
      CreateDate: new Date(provider.createdAt),
    })),
  }),
})
