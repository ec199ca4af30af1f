/** The role's trust policy asked about a web identity. */
import {
  decide,
  explain,
  type ContextKeys,
  type PolicyRequest,
  putOrganizationKeys,
} from '../../../policy/index.ts'
import { webIdentityDenied } from '../errors.ts'
import { noTags, tagContext } from '../request/session-tags.ts'
import { clip } from './check-token.ts'
import { claimKeys, conditionKeysOf } from './claim-keys.ts'
import { type Exchange, type Finding, refuse } from './exchange.ts'

/** Every action that the exchange comes to must be allowed by the trust policy; AWS names the first one whichever is denied. */
export function checkTrust(x: Exchange): Finding {
  // Getting the keys may have taken seconds, in which role and provider can have changed.
  const role = x.needs.findRole(x.requested.arn)
  const provider = x.needs.findProvider(x.role.account, x.issuer)
  if (role?.id !== x.role.id || provider?.arn !== x.provider.arn || provider.port !== x.provider.port)
    return refuse(webIdentityDenied(), 'role or provider was deleted while the token was verified')

  const context = trustContext(x)
  const shown = `${x.provider.url}:sub \`${clip(x.subject)}\`, ${x.provider.url}:aud \`${clip(x.audiences.join(', '))}\``
  for (const action of actionsOf(x)) {
    const request: PolicyRequest = {
      principal: { kind: 'web-identity', provider: provider.arn },
      action,
      resource: role.arn,
      resourceAccount: role.account,
      context,
      policies: {
        identity: [],
        resource: role.trustPolicy,
        resourceRequired: true,
        resourceControl: x.needs.resourceControlOf?.(role.account),
      },
    }
    const decision = decide(request)
    const denied = decision.effect !== 'allow'
    const explanation = denied ? explain(request) : undefined
    ;(x.call.notes.decisions ??= []).push({
      action,
      resource: role.arn,
      decision,
      context,
      explanation,
    })
    if (denied)
      return refuse(
        webIdentityDenied(decision),
        `trust policy of \`${role.name}\` does not allow ${action} for ${shown}: ${explanation!.summary}`,
      )
  }
  return `trust policy of \`${role.name}\` allows ${actionsOf(x).join(', ')} for ${shown}`
}

const actionsOf = (x: Exchange): readonly string[] => [
  'sts:AssumeRoleWithWebIdentity',
  ...(Object.keys(x.tags.tags).length > 0 ? ['sts:TagSession'] : []),
  ...(x.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
]

/** Written into one map, because this is on the way of every exchange. */
function trustContext(x: Exchange): ContextKeys {
  const keys = new Map(x.call.context)
  x.claimKeys = claimKeys(x.token, x.provider.url, x.audiences)
  const names = conditionKeysOf(x.provider.url)
  for (const name of Object.keys(x.claimKeys)) put(keys, names[name]!, x.claimKeys[name])
  put(keys, 'aws:federatedprovider', x.provider.arn)
  put(keys, 'aws:resourceaccount', x.role.account)
  putOrganizationKeys(keys, x.needs.organizationOf, { resource: x.role.account })
  put(keys, 'sts:rolesessionname', x.input.RoleSessionName)
  put(keys, 'sts:sourceidentity', x.sourceIdentity)
  put(keys, 'sts:roleauthorizedbyidp', String(x.authorizedByIdp))
  if (x.tags !== noTags)
    for (const [name, value] of Object.entries(tagContext(x.tags))) put(keys, name.toLowerCase(), value)
  return keys
}

function put(
  keys: Map<string, readonly string[]>,
  name: string,
  value: string | readonly string[] | undefined,
): void {
  if (value !== undefined) keys.set(name, typeof value === 'string' ? [value] : value)
}
