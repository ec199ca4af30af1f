/** Tells what each member of a token means, for people. Shows everything but the signature. */
import type { Token } from './parse-token.ts'
import { printable } from './problems.ts'
import { isJsonObject } from './strict-json.ts'
import { isDate } from './verify-claims.ts'

export interface ExplainedClaim {
  /** The member's name, with dots for members within members, such as `kubernetes.io.pod.name`. */
  readonly claim: string
  readonly value: string
  readonly meaning: string
}

export interface ExplainedToken {
  readonly header: readonly ExplainedClaim[]
  readonly claims: readonly ExplainedClaim[]
}

export const explainToken = (token: Token, now: number): ExplainedToken => ({
  header: explainMembers(token.header, headerMeanings, now),
  claims: explainMembers(token.claims, claimMeanings, now),
})

function explainMembers(
  members: Readonly<Record<string, unknown>>,
  meanings: Readonly<Record<string, Meaning>>,
  now: number,
): readonly ExplainedClaim[] {
  return flatten('', members).map(([claim, value]) => {
    const meaning = meaningOf(claim, meanings)
    return {
      claim: printable(claim),
      value: printable(typeof value === 'string' ? value : JSON.stringify(value)),
      meaning: printable(typeof meaning === 'string' ? meaning : meaning(value, now)),
    }
  })
}

/** A member within one that is known has the meaning of that one. */
function meaningOf(claim: string, meanings: Readonly<Record<string, Meaning>>): Meaning {
  const known = Object.keys(meanings).find((name) => claim === name || claim.startsWith(`${name}.`))
  return known === undefined ? 'not a claim that Podpass knows' : meanings[known]!
}

/** Members in their own order; objects are opened, lists stay whole. */
const flatten = (path: string, members: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(members).flatMap(([name, value]): [string, unknown][] =>
    isJsonObject(value) && Object.keys(value).length > 0
      ? flatten(`${path}${name}.`, value)
      : [[`${path}${name}`, value]],
  )

type Meaning = string | ((value: unknown, now: number) => string)

const headerMeanings: Readonly<Record<string, Meaning>> = {
  alg: 'the algorithm of the signature',
  kid: 'which of the published keys of the issuer made the signature',
  typ: 'the media type of the token',
}

const claimMeanings: Readonly<Record<string, Meaning>> = {
  aud: 'for whom the token is made; for AWS it must be a client id of the OIDC provider',
  azp: 'the authorized party; where it is present AWS takes it in place of the audience',
  amr: 'how the subject was authenticated',
  exp: (value, now) => `expires ${moment(value, now)}`,
  iat: (value, now) => `issued ${moment(value, now)}`,
  nbf: (value, now) => `valid from ${moment(value, now)}`,
  iss: 'who issued it; AWS looks for an OIDC provider with this URL in the account of the role',
  jti: 'the id of this one token',
  sub: (value) => `who it speaks for${subjectInWords(value)}; trust policies compare it as <issuer>:sub`,
  'kubernetes.io.namespace': 'the namespace of the service account',
  'kubernetes.io.serviceaccount.name': 'the service account',
  'kubernetes.io.serviceaccount.uid':
    'the uid of the service account; one made anew under the same name has another',
  'kubernetes.io.pod.name': 'the pod that the token is bound to',
  'kubernetes.io.pod.uid':
    'the uid of that pod; once the pod is deleted its API server no longer takes the token',
  'kubernetes.io.node.name': 'the node on which the pod runs, or to which the token is bound',
  'kubernetes.io.node.uid': 'the uid of that node',
  'kubernetes.io.secret.name': 'the secret that the token is bound to',
  'kubernetes.io.secret.uid': 'the uid of that secret',
  'kubernetes.io.warnafter': (value, now) =>
    `a client that still sends it then has not reloaded its token: ${moment(value, now)}`,
  'https://aws.amazon.com/roles': 'the only roles that AWS lets this token assume',
  'https://aws.amazon.com/source_identity': 'the source identity that the session is to carry',
  'https://aws.amazon.com/tags': 'the session tags that the session is to carry',
}

function moment(value: unknown, now: number): string {
  if (!isDate(value)) return 'at no date that can be read'
  const seconds = Math.round(value - now / 1000)
  return `${new Date(value * 1000).toISOString().slice(0, 19)}Z (${seconds < 0 ? `${span(-seconds)} ago` : `in ${span(seconds)}`})`
}

function span(seconds: number): string {
  const [unit, size] = units.find((each) => seconds >= 2 * each[1]) ?? ['s', 1]
  return `${Math.floor(seconds / size)} ${unit}`
}

const units: readonly (readonly [string, number])[] = [
  ['days', 86_400],
  ['h', 3600],
  ['min', 60],
]

function subjectInWords(value: unknown): string {
  const match = typeof value === 'string' ? /^system:serviceaccount:([^:]+):([^:]+)$/.exec(value) : null
  return match === null ? '' : `: service account ${match[2]} of namespace ${match[1]}`
}
