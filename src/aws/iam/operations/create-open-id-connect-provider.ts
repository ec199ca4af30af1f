/** CreateOpenIDConnectProvider: trusts the tokens of an issuer, for the client ids that are named. */
import type { Operation } from '../../protocol/index.ts'
import { providerCreation } from '../authorize.ts'
import { providerExists, quotaExceeded } from '../errors.ts'
import { requireIssuerUrl } from '../issuer-url.ts'
import { providersPrefix } from '../keys.ts'
import type { ProviderRecord, Tag } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { arnOfProvider } from '../arns.ts'
import { checkClientIds, checkThumbprints, fetchThumbprint, putProvider } from '../providers.ts'
import { quotas } from '../quotas.ts'
import { findProviderRecord } from '../store.ts'
import { thingTags } from '../tags.ts'

interface CreateOpenIDConnectProviderInput {
  readonly Url: string
  readonly ClientIDList?: readonly string[]
  readonly ThumbprintList?: readonly string[]
  readonly Tags?: readonly Tag[]
}

export const createOpenIDConnectProvider = (
  needs: IamNeeds,
): Operation<CreateOpenIDConnectProviderInput> => ({
  authorize: (input, call) => providerCreation(call, input),
  invoke: async (input, call) => {
    const { url, port } = requireIssuerUrl(input.Url)
    const clientIds = checkClientIds(input.ClientIDList ?? [])
    const given = checkThumbprints(input.ThumbprintList ?? [])
    const tags = thingTags.check(input.Tags)
    if (findProviderRecord(needs.store, call.account, url) !== undefined) throw providerExists(url)
    const provider: ProviderRecord = {
      account: call.account,
      partition: call.partition,
      url,
      ...(port !== undefined && { port }),
      clientIds,
      thumbprints: given.length > 0 ? given : [await fetchThumbprint(needs, input.Url)],
      tags,
      createdAt: Math.floor(call.now / 1000) * 1000,
    }
    await needs.store.write((txn) => {
      if (findProviderRecord(txn, call.account, url) !== undefined) throw providerExists(url)
      const limit = quotas.OpenIdConnectProvidersPerAccount
      if (txn.list(providersPrefix(call.account), { limit }).length >= limit)
        throw quotaExceeded('OpenIdConnectProvidersPerAccount')
      putProvider(txn, provider)
    })
    return {
      OpenIDConnectProviderArn: arnOfProvider(provider),
      ...(tags.length === 0 ? {} : { Tags: tags }),
    }
  },
})
