/** Reads a pod's token as far as the agent needs: its shape and its times. Whether it is genuine EKS Auth says. */
import { fromBase64Url } from '../../../kit/index.ts'
import type { PodName } from '../needs.ts'

export type ReadPodToken =
  | { readonly ok: true; readonly expiresAt: number; readonly pod: PodName }
  /** Never holds the token. */
  | { readonly ok: false; readonly problem: string }

/** EKS Auth takes no longer one. */
const longestToken = 64 * 1024

export function readPodToken(token: string, now: number): ReadPodToken {
  if (token === '') return bad('cannot be empty')
  if (token.length > longestToken) return malformed('token is too long')
  const parts = token.split('.')
  if (parts.length !== 3) return malformed('token contains an invalid number of segments')
  const header = readPart(parts[0]!)
  if (typeof header === 'string') return malformed(`could not ${header} header`)
  const claims = readPart(parts[1]!)
  if (typeof claims === 'string') return malformed(`could not ${claims} claim`)
  if (fromBase64Url(parts[2]!) === undefined) return malformed('could not base64 decode signature')
  if (typeof header['alg'] !== 'string')
    return bad('cannot be parsed: token is unverifiable: signing method (alg) is unspecified')
  const [expiry, start] = [claims['exp'], claims['nbf']]
  for (const time of [expiry, start])
    if (time !== undefined && (typeof time !== 'number' || !Number.isFinite(time)))
      return malformed('could not JSON decode claim')
  const seconds = now / 1000
  if (typeof expiry === 'number' && seconds >= expiry) return invalid('token is expired')
  if (typeof start === 'number' && seconds < start) return invalid('token is not valid yet')
  return { ok: true, expiresAt: typeof expiry === 'number' ? expiry * 1000 : Infinity, pod: podOf(claims) }
}

const bad = (detail: string): ReadPodToken => ({ ok: false, problem: `Service account token ${detail}` })
const malformed = (detail: string): ReadPodToken => bad(`cannot be parsed: token is malformed: ${detail}`)
const invalid = (detail: string): ReadPodToken => bad(`failed basic claim validations: ${detail}`)

type Members = Readonly<Record<string, unknown>>

/** The member's object, or which step failed. */
function readPart(part: string): Members | 'base64 decode' | 'JSON decode' {
  const bytes = fromBase64Url(part)
  if (bytes === undefined) return 'base64 decode'
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isMembers(value) ? value : 'JSON decode'
  } catch {
    return 'JSON decode'
  }
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const membersOf = (value: unknown): Members => (isMembers(value) ? value : {})

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, 253) : undefined

function podOf(claims: Members): PodName {
  const own = membersOf(claims['kubernetes.io'])
  const [account, pod] = [membersOf(own['serviceaccount']), membersOf(own['pod'])]
  return {
    namespace: textOf(own['namespace']),
    serviceAccount: textOf(account['name']),
    pod: textOf(pod['name']),
    uid: textOf(pod['uid']),
  }
}
