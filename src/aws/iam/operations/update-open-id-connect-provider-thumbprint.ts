/** UpdateOpenIDConnectProviderThumbprint: writes over the whole list of thumbprints. */
import type { Operation } from '../../protocol/index.ts'
import { onProvider } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { changeProvider, checkThumbprints, type ProviderInput } from '../providers.ts'

interface UpdateOpenIDConnectProviderThumbprintInput extends ProviderInput {
  readonly ThumbprintList: readonly string[]
}

export const updateOpenIDConnectProviderThumbprint = (
  needs: IamNeeds,
): Operation<UpdateOpenIDConnectProviderThumbprintInput, object> => ({
  authorize: onProvider(needs, 'iam:UpdateOpenIDConnectProviderThumbprint'),
  invoke: async (input, call) => {
    const thumbprints = checkThumbprints(input.ThumbprintList)
    await changeProvider(needs, call, input, (provider) => ({ ...provider, thumbprints }))
    return {}
  },
})
