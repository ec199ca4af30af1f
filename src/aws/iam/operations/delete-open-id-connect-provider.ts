/** DeleteOpenIDConnectProvider: no token of the issuer is taken from then on. */
import type { Operation } from '../../protocol/index.ts'
import { onProvider } from '../authorize.ts'
import { providerToDeleteNotFound } from '../errors.ts'
import { providerKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'
import { type ProviderInput, requireProvider } from '../providers.ts'

export const deleteOpenIDConnectProvider = (needs: IamNeeds): Operation<ProviderInput, object> => ({
  authorize: onProvider(needs, 'iam:DeleteOpenIDConnectProvider'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const { OpenIDConnectProviderArn: arn } = input
      const { url } = requireProvider(txn, call.account, arn, providerToDeleteNotFound)
      txn.delete(providerKey(call.account, url))
    })
    return {}
  },
})
