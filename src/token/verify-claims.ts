/** Checks a token's registered claims (RFC 7519 section 4.1) against what is expected of it. */
import { isoSeconds } from '../kit/index.ts'
import type { Token } from './parse-token.ts'
import { quote, runSteps, type Step, type TokenProblem, type Verification } from './problems.ts'

export interface ExpectedClaims {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The exact `iss`; not compared when absent. */
  readonly issuer?: string
  /** One of the token's audiences must be among these; not compared when absent. */
  readonly audiences?: readonly string[]
  /** Claims that must be there. */
  readonly required?: readonly string[]
  readonly leeway?: Leeway
}

/** Seconds by which the clock of the issuer may be ahead of ours. `exp` knows no leeway. */
export interface Leeway {
  readonly notBefore: number
  readonly issuedAt: number
}

/** What AWS asks of every web identity token: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
export const requiredClaims: readonly string[] = ['iss', 'aud', 'sub', 'iat', 'exp']

export const defaultLeeway: Leeway = { notBefore: 300, issuedAt: 300 }

export const verifyClaims = (token: Token, expected: ExpectedClaims): Verification =>
  runSteps(claimSteps, { claims: token.claims, expected })

/** The token's audiences, one or many, or undefined when `aud` is absent or no such thing. */
export function audiencesOf(token: Token): readonly string[] | undefined {
  const { aud } = token.claims
  if (typeof aud === 'string') return [aud]
  return Array.isArray(aud) && aud.every((item) => typeof item === 'string') ? aud : undefined
}

interface Input {
  readonly claims: Token['claims']
  readonly expected: ExpectedClaims
}

const claimSteps: readonly Step<Input>[] = [
  ['required claims', checkRequired],
  ['claim types', checkTypes],
  ['issuer', checkIssuer],
  ['audience', checkAudience],
  ['expiry', checkExpiry],
  ['not before', checkNotBefore],
  ['issued at', checkIssuedAt],
]

function checkRequired({ claims, expected }: Input): string | TokenProblem {
  const required = expected.required ?? requiredClaims
  const claim = required.find((name) => claims[name] === undefined)
  if (claim === undefined) return `has ${required.join(', ')}`
  return { code: 'missing-claim', claim, message: `token has no claim \`${claim}\`` }
}

function checkTypes({ claims }: Input): string | TokenProblem {
  const claim = typedClaims.find(
    (name) => claims[name] !== undefined && !claimTypes[name]!.fits(claims[name]),
  )
  if (claim === undefined) return 'registered claims have the types of RFC 7519'
  return {
    code: 'malformed-claim',
    claim,
    message: `token claim \`${claim}\` is not ${claimTypes[claim]!.is}`,
  }
}

function checkIssuer({ claims, expected }: Input): string | TokenProblem {
  if (expected.issuer === undefined) return 'any issuer was asked for'
  if (claims.iss === expected.issuer) return `iss is ${quote(expected.issuer)}`
  const message = `token issuer ${quote(claims.iss)} is not ${quote(expected.issuer)}`
  return { code: 'wrong-issuer', claim: 'iss', message }
}

function checkAudience({ claims, expected }: Input): string | TokenProblem {
  if (expected.audiences === undefined) return 'any audience was asked for'
  const audiences = (typeof claims.aud === 'string' ? [claims.aud] : claims.aud) as
    | readonly string[]
    | undefined
  const common = audiences?.find((audience) => expected.audiences!.includes(audience))
  if (common !== undefined) return `aud holds ${quote(common)}`
  const message = `token audience ${quote(claims.aud)} is not among ${quote(expected.audiences.join(', '))}`
  return { code: 'wrong-audience', claim: 'aud', message }
}

function checkExpiry({ claims, expected: { now } }: Input): string | TokenProblem {
  const { exp } = claims as { exp?: number }
  if (exp === undefined) return 'token never expires'
  if (now / 1000 < exp) return `expires at ${date(exp)}, in ${Math.round(exp - now / 1000)} s`
  const message = `token expired at ${date(exp)}, ${Math.round(now / 1000 - exp)} s ago`
  return { code: 'expired', claim: 'exp', message }
}

function checkNotBefore({ claims, expected }: Input): string | TokenProblem {
  const { nbf } = claims as { nbf?: number }
  const { notBefore } = expected.leeway ?? defaultLeeway
  if (nbf === undefined) return 'token names no beginning'
  if (nbf <= expected.now / 1000 + notBefore) return `valid from ${date(nbf)}`
  const message = `token is not valid before ${date(nbf)}, with ${notBefore} s of leeway`
  return { code: 'not-yet-valid', claim: 'nbf', message }
}

function checkIssuedAt({ claims, expected }: Input): string | TokenProblem {
  const { iat } = claims as { iat?: number }
  const { issuedAt } = expected.leeway ?? defaultLeeway
  if (iat === undefined) return 'token does not say when it was issued'
  if (iat <= expected.now / 1000 + issuedAt) return `issued at ${date(iat)}`
  const message = `token says it was issued at ${date(iat)}, which is to come, with ${issuedAt} s of leeway`
  return { code: 'issued-in-the-future', claim: 'iat', message }
}

interface ClaimType {
  readonly is: string
  readonly fits: (value: unknown) => boolean
}

const aString: ClaimType = { is: 'a string', fits: (value) => typeof value === 'string' && value !== '' }

/** The last second that a date can be written with four digits of year; also keeps 1e400 out. */
const lastSecond = 253_402_300_799
export const isDate = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= lastSecond

const aDate: ClaimType = { is: 'a number of seconds since 1970', fits: isDate }

const stringOrStrings: ClaimType = {
  is: 'a string or a list of strings',
  fits: (value) =>
    typeof value === 'string' ||
    (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')),
}

const claimTypes: Readonly<Record<string, ClaimType>> = {
  iss: aString,
  sub: aString,
  aud: stringOrStrings,
  azp: aString,
  exp: aDate,
  nbf: aDate,
  iat: aDate,
  jti: aString,
}

const typedClaims = Object.keys(claimTypes)

const date = (seconds: number): string => isoSeconds(seconds * 1000)
