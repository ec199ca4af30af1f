/** The checks of what is asked for: the role, how long, and the provider that must vouch. */
import { outboundIssuerId } from '../../../arn/index.ts'
import {
  couldNotBeValidated,
  durationExceedsRole,
  incorrectAudience,
  noProvider,
  requestArnInvalid,
  roleNotInClaim,
  webIdentityDenied,
} from '../errors.ts'
import type { ProviderFacts } from '../needs.ts'
import { parseRoleArn } from '../request/role-arn.ts'
import { clip, readAudiences } from './check-token.ts'
import { type Exchange, type Finding, refuse } from './exchange.ts'

export function checkRequest(x: Exchange): Finding {
  const requested = parseRoleArn(x.input.RoleArn)
  if (requested === undefined)
    return refuse(requestArnInvalid(), `\`${clip(x.input.RoleArn)}\` is no role's ARN`)
  x.requested = requested
  x.call.notes.account = requested.account
  return `role \`${requested.arn}\``
}

/** A role that is not there is refused as one that does not trust. */
export function checkRole(x: Exchange): Finding {
  const role = x.needs.findRole(x.requested.arn)
  if (role === undefined) return refuse(webIdentityDenied(), `role \`${x.requested.arn}\` does not exist`)
  x.role = role
  x.call.notes.resources.push({ arn: role.arn, accountId: role.account, type: 'AWS::IAM::Role' })
  return `role \`${role.name}\` is ${role.id}`
}

export function checkDuration(x: Exchange): Finding {
  x.durationSeconds = x.input.DurationSeconds ?? 3600
  const detail = `${x.durationSeconds} s asked for, ${x.role.maxSessionDuration} s at most`
  return x.durationSeconds > x.role.maxSessionDuration ? refuse(durationExceedsRole(), detail) : detail
}

export function checkProvider(x: Exchange): Finding {
  const provider = x.needs.findProvider(x.role.account, x.issuer)
  if (provider === undefined)
    return refuse(
      noProvider(clip(x.issuer)),
      `account ${x.role.account} has no OIDC provider for \`${clip(x.issuer)}\``,
    )
  if (!speaksFor(x, provider))
    return refuse(
      noProvider(clip(x.issuer)),
      `issuer \`${clip(x.issuer)}\` is on another port than that of provider \`${provider.arn}\`, which is ${provider.port}`,
    )
  if (outboundIssuerId(URL.parse(x.issuer)?.hostname ?? '') !== undefined)
    return refuse(
      couldNotBeValidated('tokens of GetWebIdentityToken are for services outside of AWS alone'),
      `issuer \`${clip(x.issuer)}\` is an account's own`,
    )
  x.provider = provider
  return `issuer \`${clip(x.issuer)}\` is provider \`${provider.arn}\``
}

/** Providers are named without a port, yet whoever holds another port of that host is somebody else. */
const speaksFor = ({ needs, issuer }: Exchange, provider: ProviderFacts): boolean =>
  Number(URL.parse(issuer)?.port || 443) === provider.port || needs.isOwnIssuer?.(issuer) === true

export function checkAudience(x: Exchange): Finding {
  x.audiences = readAudiences(x)
  const audience = x.audiences.find((each) => x.provider.clientIds.includes(each))
  const claim = x.token.claims.azp === undefined ? 'aud' : 'azp'
  const detail = `${claim} \`${clip(x.audiences.join(', '))}\`, client ids \`${x.provider.clientIds.join(', ')}\``
  if (audience === undefined) return refuse(incorrectAudience(), detail)
  x.audience = audience
  return detail
}

const rolesClaim = 'https://aws.amazon.com/roles'

/** Where the token names roles, it must name this one exactly. */
export function checkRolesClaim(x: Exchange): Finding {
  const claim = x.token.claims[rolesClaim]
  x.authorizedByIdp = false
  if (claim === undefined) return `token has no claim \`${rolesClaim}\``
  const roles: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  if (!roles.includes(x.role.arn))
    return refuse(roleNotInClaim(), `claim \`${rolesClaim}\` does not hold \`${x.role.arn}\``)
  x.authorizedByIdp = true
  x.call.notes.additionalEventData.RoleAuthorizedByIdp = true
  return `claim \`${rolesClaim}\` holds the role`
}
