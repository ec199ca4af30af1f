/** AssociateIdentityProviderConfig: an OIDC provider whose users may come to the cluster. */
import { newUuid } from '../../../kit/index.ts'
import { contextOf, mergeContexts } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { resourceArn } from '../arns.ts'
import { onCluster, requestTags } from '../authorize.ts'
import { inUse, invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf, requireActive, requireCluster, type Tags, valuesOf } from '../store.ts'
import { newUpdate, paramsOf, putUpdate, type UpdateOutput, updateOutput } from '../updates/updates.ts'
import { providersOf } from './providers.ts'
import type { IdentityProviderRecord, OidcConfig } from './record.ts'

export interface AssociateIdentityProviderConfigInput {
  readonly clusterName: string
  readonly oidc: OidcConfig
  readonly tags?: Tags
}

export interface AssociateIdentityProviderConfigOutput {
  readonly update: UpdateOutput
  readonly tags: Tags
}

export const associateIdentityProviderConfig = (
  needs: EksNeeds,
): Operation<AssociateIdentityProviderConfigInput, AssociateIdentityProviderConfigOutput> => ({
  authorize: ({ clusterName, oidc, tags }, call) => {
    const request = contextOf({ 'eks:clientId': oidc.clientId, 'eks:issuerUrl': oidc.issuerUrl })
    const context = mergeContexts(request, requestTags(tags))
    return [onCluster(needs.store, 'eks:AssociateIdentityProviderConfig', clusterName, call, context)]
  },
  invoke: async ({ clusterName, oidc, tags = {} }, call) => {
    const place = placeOf(call, clusterName)
    requireCluster(needs.store, place)
    checkIssuer(oidc.issuerUrl, needs.findCluster(place)?.issuer, clusterName)
    checkPrefixes(oidc, clusterName)
    const name = oidc.identityProviderConfigName
    const record: IdentityProviderRecord = {
      clusterName,
      config: oidc,
      arn: resourceArn(call, 'identityproviderconfig', clusterName, 'oidc', name, newUuid(needs.random)),
      createdAt: call.now,
      tags,
    }
    const params = paramsOf({ IdentityProviderConfig: [{ type: 'oidc', name }] })
    const draw = { now: call.now, random: needs.random }
    const update = newUpdate({ type: 'AssociateIdentityProviderConfig', params }, draw)
    await needs.store.write((txn) => {
      requireActive(txn, place)
      // A cluster has one beside its own issuer.
      if (valuesOf(txn, 'identity-provider', place).length > 0)
        throw inUse('Cluster already has an identity provider config associated', { clusterName })
      providersOf(place).put(txn, name, record)
      putUpdate(txn, place, update)
    })
    return { update: updateOutput(update, 'InProgress'), tags }
  },
})

const incorrect = 'Incorrect Identity Provider URL configuration.'

function checkIssuer(url: string, own: string | undefined, clusterName: string): void {
  if (!url.startsWith('https://') || !URL.canParse(url))
    throw invalidParameter(`${incorrect} The Identity Provider URL must begin with https://`, { clusterName })
  const { search, hash, username, password } = new URL(url)
  if (search + hash + username + password !== '' || /[?#]$/.test(url))
    throw invalidParameter(
      `${incorrect} The Identity Provider URL must have no query, fragment or credentials`,
      { clusterName },
    )
  if (url === own)
    throw invalidParameter(
      `${incorrect} The Identity Provider URL cannot be same as OpenID Connect (OIDC) issuer URL`,
      { clusterName },
    )
}

/** Nobody from outside is to be taken for what the cluster calls its own. */
function checkPrefixes(oidc: OidcConfig, clusterName: string): void {
  for (const name of ['usernamePrefix', 'groupsPrefix'] as const)
    if (oidc[name]?.startsWith('system:'))
      throw invalidParameter(`The ${name} must not begin with system:`, { clusterName })
}
