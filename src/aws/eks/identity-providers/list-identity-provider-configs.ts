/** ListIdentityProviderConfigs: the names of a cluster's OIDC providers. */
import type { Operation } from '../../protocol/index.ts'
import { onCluster } from '../authorize.ts'
import type { EksNeeds } from '../needs.ts'
import { type PageInput, pageOf } from '../page.ts'
import { placeOf, requireCluster, valuesOf } from '../store.ts'
import type { IdentityProviderRecord } from './record.ts'

export interface ListIdentityProviderConfigsInput extends PageInput {
  readonly clusterName: string
}

export interface ListIdentityProviderConfigsOutput {
  readonly identityProviderConfigs: readonly { readonly type: 'oidc'; readonly name: string }[]
  readonly nextToken?: string
}

export const listIdentityProviderConfigs = ({
  store,
}: EksNeeds): Operation<ListIdentityProviderConfigsInput, ListIdentityProviderConfigsOutput> => ({
  authorize: ({ clusterName }, call) => [
    onCluster(store, 'eks:ListIdentityProviderConfigs', clusterName, call),
  ],
  invoke: (input, call) => {
    const place = placeOf(call, input.clusterName)
    requireCluster(store, place)
    const names = valuesOf<IdentityProviderRecord>(store, 'identity-provider', place).map(
      ({ config }) => config.identityProviderConfigName,
    )
    const { items, more } = pageOf(names, (name) => name, input)
    return { identityProviderConfigs: items.map((name) => ({ type: 'oidc' as const, name })), ...more }
  },
})
