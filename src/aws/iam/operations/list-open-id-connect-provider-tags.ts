/** ListOpenIDConnectProviderTags: the tags of a provider. */
import type { Operation } from '../../protocol/index.ts'
import { onProvider } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'
import { type ProviderInput, requireProvider } from '../providers.ts'

export const listOpenIDConnectProviderTags = (needs: IamNeeds): Operation<ProviderInput & PageInput> => ({
  authorize: onProvider(needs, 'iam:ListOpenIDConnectProviderTags'),
  invoke: (input, call) => {
    const { tags } = requireProvider(needs.store, call.account, input.OpenIDConnectProviderArn)
    const { items, marks } = pageOf(tags, input, byPosition)
    return { Tags: items, ...marks }
  },
})
