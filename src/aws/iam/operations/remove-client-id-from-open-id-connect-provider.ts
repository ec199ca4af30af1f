/** RemoveClientIDFromOpenIDConnectProvider: takes an audience no more; one that is not there changes nothing. */
import type { Operation } from '../../protocol/index.ts'
import { onProvider } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { changeProvider, type ProviderInput } from '../providers.ts'

interface RemoveClientIDFromOpenIDConnectProviderInput extends ProviderInput {
  readonly ClientID: string
}

export const removeClientIDFromOpenIDConnectProvider = (
  needs: IamNeeds,
): Operation<RemoveClientIDFromOpenIDConnectProviderInput, object> => ({
  authorize: onProvider(needs, 'iam:RemoveClientIDFromOpenIDConnectProvider'),
  invoke: async (input, call) => {
    await changeProvider(needs, call, input, (provider) => ({
      ...provider,
      clientIds: provider.clientIds.filter((id) => id !== input.ClientID),
    }))
    return {}
  },
})
