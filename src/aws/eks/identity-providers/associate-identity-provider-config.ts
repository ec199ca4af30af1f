/** AssociateIdentityProviderConfig: an OIDC provider whose users may come to the cluster. */
import { newUuid } from '../../../kit/index.ts'
import { contextOf, mergeContexts } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { resourceArn } from '../arns.ts'
import { onCluster, requestTags } from '../authorize.ts'
import { minorOf } from '../clusters/minor.ts'
import { inUse, invalidParameter, limitExceeded } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf, requireActive, requireCluster, type Tags } from '../store.ts'
import { newUpdate, paramsOf, putUpdate, type UpdateOutput, updateOutput } from '../updates/updates.ts'
import { listProviders, providersOf } from './providers.ts'
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
      const { version } = requireActive(txn, place)
      checkOthers(listProviders(txn, place), oidc, { clusterName, version })
      providersOf(place).put(txn, name, record)
      putUpdate(txn, place, update)
    })
    return { update: updateOutput(update, 'InProgress'), tags }
  },
})

/** From 1.32 on the API server takes several: https://docs.aws.amazon.com/eks/latest/userguide/authenticate-oidc-identity-provider.html */
const mostProviders = 10
const severalFrom = 32
const mostLetters = 12 * 1024

function checkOthers(
  others: readonly IdentityProviderRecord[],
  oidc: OidcConfig,
  { clusterName, version }: { readonly clusterName: string; readonly version: string },
): void {
  const fields = { clusterName }
  const limit = minorOf(version) >= severalFrom ? mostProviders : 1
  if (others.length > 0 && limit === 1)
    throw inUse('Cluster already has an identity provider config associated', fields)
  if (others.some(({ config }) => config.identityProviderConfigName === oidc.identityProviderConfigName))
    throw inUse(
      `Cluster already has an identity provider config with name: ${oidc.identityProviderConfigName}`,
      fields,
    )
  if (others.some(({ config }) => config.issuerUrl === oidc.issuerUrl))
    throw inUse(`Cluster already has an identity provider config with issuer URL: ${oidc.issuerUrl}`, fields)
  if (others.length >= limit)
    throw limitExceeded(`A cluster can have at most ${limit} identity provider configs.`, fields)
  const letters = [...others.map(({ config }) => config), oidc].map((config) => JSON.stringify(config).length)
  if (letters.reduce((sum, each) => sum + each) > mostLetters)
    throw invalidParameter('The identity provider configs of a cluster must be smaller than 12 KB.', fields)
}

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

const reserved = 'system:'

/** Nobody from outside is to be taken for what the cluster calls its own, nor by the rest of the word. */
function checkPrefixes(oidc: OidcConfig, clusterName: string): void {
  for (const name of ['usernamePrefix', 'groupsPrefix'] as const) {
    const prefix = oidc[name] ?? ''
    if (prefix !== '' && (prefix.startsWith(reserved) || reserved.startsWith(prefix)))
      throw invalidParameter(`The ${name} must not be system: or any portion of it`, { clusterName })
  }
}
