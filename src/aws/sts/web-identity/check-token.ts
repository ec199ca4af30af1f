/** The checks of a web identity token itself: its form, its claims, its times, its signature. */
import { toUnixSeconds } from '../../../kit/index.ts'
import {
  audiencesOf,
  keyIdOf,
  parseToken,
  requiredClaims,
  verifyClaims,
  verifySignature,
} from '../../../token/index.ts'
import {
  couldNotBeValidated,
  missingClaim,
  notAJwt,
  noVerificationKey,
  thumbprintMismatch,
  tokenExpired,
  tokenTooOld,
} from '../errors.ts'
import { type Exchange, type Finding, refuse } from './exchange.ts'

/** A token read from a file may end in a newline; nothing else is forgiven. */
export function checkForm(x: Exchange): Finding {
  if (x.input.ProviderId !== undefined)
    return refuse(
      couldNotBeValidated('ProviderId is for OAuth 2.0 access tokens, which are not supported'),
      'ProviderId was given, which goes with OAuth 2.0 access tokens only',
    )
  const parsed = parseToken(x.input.WebIdentityToken.trim())
  if (!parsed.ok) return refuse(notAJwt(), parsed.problem.message)
  x.token = parsed.token
  return 'is a signed JWT in compact form'
}

/** The audience may stand in `azp` alone. */
const requiredHere = requiredClaims.filter((name) => name !== 'aud')

export function checkClaims(x: Exchange): Finding {
  const { claims } = x.token
  const missing = requiredClaims.find((name) => claims[name] === undefined && !(name === 'aud' && claims.azp))
  if (missing !== undefined) return refuse(missingClaim(missing), `claim \`${missing}\` is missing`)
  x.registered = verifyClaims(x.token, { now: x.call.now, required: requiredHere })
  if (!x.registered.ok && x.registered.problem.code === 'malformed-claim')
    return refuse(couldNotBeValidated(x.registered.problem.message), x.registered.problem.message)
  x.issuer = claims.iss as string
  x.subject = claims.sub as string
  return `iss \`${clip(x.issuer)}\`, sub \`${clip(x.subject)}\`, aud \`${clip((audiencesOf(x.token) ?? []).join(', '))}\``
}

/** AWS takes the authorized party for the audience where a token names one. */
export function readAudiences(x: Pick<Exchange, 'token'>): readonly string[] {
  const { azp } = x.token.claims
  return typeof azp === 'string' ? [azp] : (audiencesOf(x.token) ?? [])
}

export function checkExpiry(x: Exchange): Finding {
  const expires = Math.floor(x.token.claims.exp as number)
  const detail = `exp ${expires}, now ${toUnixSeconds(x.call.now)}`
  if (!x.registered.ok && x.registered.problem.code === 'expired')
    return refuse(tokenExpired(toUnixSeconds(x.call.now), expires), detail)
  return detail
}

/** AWS refuses old tokens whatever their `exp` says, at an age that it does not publish; a day is what EKS issues at most. */
const oldestToken = 86_400 + 300

export function checkIssueTime(x: Exchange): Finding {
  if (!x.registered.ok) {
    const { message } = x.registered.problem
    return refuse(couldNotBeValidated(message), message)
  }
  const age = toUnixSeconds(x.call.now) - Math.floor(x.token.claims.iat as number)
  if (age > oldestToken) return refuse(tokenTooOld(age), `issued ${age} s ago, ${oldestToken} s at most`)
  return `issued ${age} s ago`
}

export async function checkSignature(x: Exchange): Promise<Finding> {
  const { thumbprints } = x.provider
  const kid = keyIdOf(x.token)
  const answer = await x.needs.issuerKeys({ issuer: x.issuer, thumbprints, kid })
  if (!answer.ok) return refuseForKeys(x, answer.problem)
  const verified = verifySignature(x.token, answer.found.keys)
  if (!verified.ok)
    return verified.problem.code === 'unknown-key'
      ? refuseForKeys(x, verified.problem)
      : refuse(couldNotBeValidated(verified.problem.message), verified.problem.message)
  x.call.notes.additionalEventData.identityProviderConnectionVerificationMethod =
    answer.found.verifiedBy === 'thumbprint' ? 'Thumbprint' : 'IAMTrustStore'
  x.call.notes.userIdentity = webIdentityUser(x)
  return verified.checks.map((check) => check.detail).join('; ')
}

/** Whom the trail names from here on; before, the token could have been anybody's. */
const webIdentityUser = ({ provider, audience, subject }: Exchange): Readonly<Record<string, unknown>> => ({
  type: 'WebIdentityUser',
  principalId: `${provider.arn}:${audience}:${subject}`,
  userName: subject,
  identityProvider: provider.arn,
})

function refuseForKeys(x: Exchange, problem: { readonly cause?: string; readonly message: string }): Finding {
  x.call.notes.untrailed = 'AWS keeps no event when it cannot get the key that verifies a token'
  const refusal = problem.cause === 'thumbprint' ? thumbprintMismatch() : noVerificationKey(problem.message)
  return refuse(refusal, problem.message)
}

/** What came from outside, cut to a length for people. */
export const clip = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}...` : text)
