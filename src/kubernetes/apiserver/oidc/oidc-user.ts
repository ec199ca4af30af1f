/** Whom the claims of an OIDC provider's token stand for: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#openid-connect-tokens */
import type { ReviewedUser } from '../needs.ts'

/** As the API server's flags `--oidc-*` have it. */
export interface OidcProvider {
  readonly issuerUrl: string
  readonly clientId: string
  readonly usernameClaim?: string
  /** `-` for none. */
  readonly usernamePrefix?: string
  readonly groupsClaim?: string
  readonly groupsPrefix?: string
  /** Claims that must be there with exactly this value. */
  readonly requiredClaims?: Readonly<Record<string, string>>
}

export type Claims = Readonly<Record<string, unknown>>

export type OidcUser =
  | { readonly ok: true; readonly user: ReviewedUser }
  | { readonly ok: false; readonly problem: string }

const refuse = (problem: string): OidcUser => ({ ok: false, problem })

/** What the cluster calls its own nobody from outside is. */
const reserved = 'system:'

export function oidcUser(provider: OidcProvider, claims: Claims): OidcUser {
  const { usernameClaim = 'sub', groupsClaim, groupsPrefix = '', requiredClaims = {} } = provider
  const name = claims[usernameClaim]
  if (typeof name !== 'string' || name === '') return refuse(`claim \`${usernameClaim}\` is no text`)
  if (usernameClaim === 'email' && !isVerified(claims)) return refuse('its email is not verified')
  const missing = Object.entries(requiredClaims).find(([claim, value]) => claims[claim] !== value)
  if (missing !== undefined) return refuse(`claim \`${missing[0]}\` is not as it is required`)
  const listed = groupsClaim === undefined ? [] : groupsOf(claims[groupsClaim])
  if (listed === undefined) return refuse(`claim \`${groupsClaim}\` is neither a text nor a list of texts`)
  const username = prefixOf(provider) + name
  const groups = listed.map((group) => groupsPrefix + group)
  const odd = [username, ...groups].find((each) => each.startsWith(reserved))
  if (odd !== undefined) return refuse(`\`${odd}\` begins with \`${reserved}\``)
  return { ok: true, user: { username, groups } }
}

/** Emails are told apart by themselves; what else a provider calls somebody says nothing beside its name. */
function prefixOf({ usernameClaim = 'sub', usernamePrefix = '', issuerUrl }: OidcProvider): string {
  if (usernamePrefix === '-') return ''
  if (usernamePrefix !== '') return usernamePrefix
  return usernameClaim === 'email' ? '' : `${issuerUrl}#`
}

/** A provider that does not say so is believed. */
const isVerified = ({ email_verified: verified }: Claims): boolean =>
  verified === undefined || verified === true

function groupsOf(claim: unknown): readonly string[] | undefined {
  if (claim === undefined) return []
  const groups: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  return groups.every((each) => typeof each === 'string') ? groups : undefined
}
