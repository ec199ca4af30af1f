/** DeleteSAMLProvider: forgets a provider. */
import type { Operation } from '../../protocol/index.ts'
import { deleteNamed, onNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { nameOf, requireSamlProvider, type SamlProviderInput, samlProviders } from '../saml-providers.ts'

export const deleteSAMLProvider = (needs: IamNeeds): Operation<SamlProviderInput, object> => ({
  authorize: onNamed(needs, samlProviders, 'iam:DeleteSAMLProvider', nameOf),
  invoke: async (input, call) => {
    await needs.store.write((txn) =>
      deleteNamed(txn, samlProviders, requireSamlProvider(txn, call.account, input)),
    )
    return {}
  },
})
