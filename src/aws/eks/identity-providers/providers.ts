/** Identity provider configurations in the store, by name. */
import type { Collection, Reader } from '../../../store/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import { onResource } from '../authorize.ts'
import { notFound } from '../errors.ts'
import type { ClusterName } from '../needs.ts'
import { placeOf, requireCluster, resourcesOf, valuesOf } from '../store.ts'
import type { IdentityProviderRecord } from './record.ts'

export interface ProviderInput {
  readonly clusterName: string
  readonly identityProviderConfig: { readonly type: string; readonly name: string }
}

export const providersOf = (cluster: ClusterName): Collection<IdentityProviderRecord> =>
  resourcesOf<IdentityProviderRecord>('identity-provider', cluster)

export const listProviders = (from: Reader, cluster: ClusterName): readonly IdentityProviderRecord[] =>
  valuesOf<IdentityProviderRecord>(from, 'identity-provider', cluster)

export function requireProvider(
  from: Reader,
  cluster: ClusterName,
  { type, name }: ProviderInput['identityProviderConfig'],
): IdentityProviderRecord {
  requireCluster(from, cluster)
  const found = type === 'oidc' ? providersOf(cluster).get(from, name)?.value : undefined
  if (found === undefined)
    throw notFound(
      `No config found for cluster: ${cluster.name}, config type: ${type}, config name: ${name}`,
      { clusterName: cluster.name },
    )
  return found
}

export const onProvider = (
  store: Reader,
  action: string,
  { clusterName, identityProviderConfig: { name } }: ProviderInput,
  call: Call,
): Authorization =>
  onResource(action, providersOf(placeOf(call, clusterName)).get(store, name)?.value, {
    call,
    type: 'identityproviderconfig',
    cluster: clusterName,
  })
