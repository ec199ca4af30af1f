/** AddClientIDToOpenIDConnectProvider: takes one more audience; one that is there already stays as it is. */
import type { Operation } from '../../protocol/index.ts'
import { onProvider } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { changeProvider, checkClientIds, type ProviderInput } from '../providers.ts'

interface AddClientIDToOpenIDConnectProviderInput extends ProviderInput {
  readonly ClientID: string
}

export const addClientIDToOpenIDConnectProvider = (
  needs: IamNeeds,
): Operation<AddClientIDToOpenIDConnectProviderInput, object> => ({
  authorize: onProvider(needs, 'iam:AddClientIDToOpenIDConnectProvider'),
  invoke: async (input, call) => {
    await changeProvider(needs, call, input, (provider) => ({
      ...provider,
      clientIds: checkClientIds([...provider.clientIds, input.ClientID]),
    }))
    return {}
  },
})
