/** GetOpenIDConnectProvider: one provider; its URL comes back without the scheme. */
import type { Operation } from '../../protocol/index.ts'
import { onProvider } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { type ProviderInput, requireProvider } from '../providers.ts'

export const getOpenIDConnectProvider = (needs: IamNeeds): Operation<ProviderInput> => ({
  authorize: onProvider(needs, 'iam:GetOpenIDConnectProvider'),
  invoke: (input, call) => {
    const provider = requireProvider(needs.store, call.account, input.OpenIDConnectProviderArn)
    return {
      Url: provider.url,
      ClientIDList: provider.clientIds,
      ThumbprintList: provider.thumbprints,
      CreateDate: new Date(provider.createdAt),
      Tags: provider.tags,
    }
  },
})
