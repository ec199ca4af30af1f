/** Reads a login token: `k8s-aws-v1.` and a presigned GetCallerIdentity URL, checked before anybody is called. */
import { fromBase64Url } from '../../../kit/index.ts'
import { readQuery } from './read-query.ts'
import type { StsHosts } from './sts-hosts.ts'

/** What of a token is needed to have STS judge it. */
export interface LoginToken {
  /** As the token names it, and as it was signed for. */
  readonly host: string
  /** The URL's parameters, each once, in the token's spelling. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
  readonly accessKeyId: string
  /** Milliseconds since the epoch from which on it counts no more. */
  readonly expiresAt: number
}

export type ReadLoginToken =
  | { readonly ok: true; readonly token: LoginToken }
  /** Says what is wrong and never holds the token. */
  | { readonly ok: false; readonly problem: string }

const prefix = 'k8s-aws-v1.'
const longestToken = 4096
const clusterHeader = 'x-k8s-aws-id'

/** STS honours a presigned GetCallerIdentity for 15 minutes, whatever X-Amz-Expires says. */
const lifetimeMinutes = 15

const permitted = new Set([
  'action',
  'version',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
])

export interface TokenRules {
  readonly hosts: StsHosts
  readonly now: number
}

/** In the order of aws-iam-authenticator, so that each token fails for the same reason there and here. */
export function readLoginToken(text: string, rules: TokenRules): ReadLoginToken {
  if (Buffer.byteLength(text) > longestToken) return bad('token is too large')
  if (!text.startsWith(prefix)) return bad(`token is missing expected "${prefix}" prefix`)
  const decoded = fromBase64Url(text.slice(prefix.length))
  if (decoded === undefined) return bad('illegal base64 data')
  const url = splitUrl(decoded.toString('latin1'))
  if (url === undefined) return bad('the token holds no URL')
  const { scheme, host, path, query } = url
  if (!rules.hosts.schemes.includes(scheme))
    return bad(`unexpected scheme ${quote(scheme)} in pre-signed URL`)
  const unknownHost = rules.hosts.refuse(host)
  if (unknownHost !== undefined) return bad(unknownHost)
  if (path !== '/') return bad('unexpected path in pre-signed URL')
  const parameters = readQuery(query)
  if (parameters === undefined) return bad('malformed query parameter')
  const problem = checkNames(parameters)
  if (problem !== undefined) return bad(problem)
  const valueOf = (name: string): string =>
    parameters.find(([each]) => each.toLowerCase() === name)?.[1] ?? ''
  if (valueOf('action') !== 'GetCallerIdentity') return bad('unexpected action parameter in pre-signed URL')
  if (!signs(valueOf('x-amz-signedheaders')))
    return bad(`client did not sign the ${clusterHeader} header in the pre-signed URL`)
  const expires = readExpires(valueOf('x-amz-expires'))
  if (!(expires >= 0 && expires <= lifetimeMinutes * 60))
    return bad(`invalid X-Amz-Expires parameter in pre-signed URL: ${Number.isNaN(expires) ? 0 : expires}`)
  const date = valueOf('x-amz-date')
  if (date === '') return bad('X-Amz-Date parameter must be present in pre-signed URL')
  const signedAt = readDate(date)
  if (signedAt === undefined)
    return bad(`error parsing X-Amz-Date parameter ${quote(date)} into format 20060102T150405Z`)
  const expiresAt = signedAt + lifetimeMinutes * 60_000
  if (rules.now > expiresAt)
    return bad(`X-Amz-Date parameter is expired (${lifetimeMinutes} minute expiration) ${date}`)
  const accessKeyId = valueOf('x-amz-credential').split('/', 1)[0]!
  return { ok: true, token: { host, parameters, accessKeyId, expiresAt } }
}

const bad = (detail: string): ReadLoginToken => ({
  ok: false,
  problem: `input token was not properly formatted: ${detail}`,
})

/** What strangers wrote is shown short and in quotes. */
const quote = (text: string): string => JSON.stringify(text.slice(0, 100))

interface UrlParts {
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string
}

/**
 * Stricter than a browser: printable ASCII alone, no fragment, and nothing is repaired. A name and password before the
 * host stay a part of it, where no list of hosts knows them.
 */
function splitUrl(text: string): UrlParts | undefined {
  const match = /^([A-Za-z][A-Za-z\d+.-]*):\/\/([^/?]*)([^?]*)(?:\?(.*))?$/.exec(text)
  if (match === null || /[^\x21-\x7e]|#/.test(text)) return undefined
  const [, scheme = '', host = '', path = '', query = ''] = match
  return { scheme: scheme.toLowerCase(), host, path, query }
}

function checkNames(parameters: LoginToken['parameters']): string | undefined {
  const seen = new Map<string, string>()
  for (const [name] of parameters) {
    const known = seen.get(name.toLowerCase())
    if (known !== undefined && known !== name) return `duplicate query parameter found: ${quote(name)}`
    seen.set(name.toLowerCase(), name)
  }
  for (const name of seen.values())
    if (!permitted.has(name.toLowerCase())) return `non-whitelisted query parameter ${quote(name)}`
  return seen.size === parameters.length ? undefined : 'query parameter with multiple values not supported'
}

const signs = (signedHeaders: string): boolean =>
  signedHeaders.split(';').some((name) => name.toLowerCase() === clusterHeader)

const readExpires = (text: string): number => (/^[+-]?\d{1,18}$/.test(text) ? Number(text) : NaN)

/** Undefined for what is no moment of the calendar too, such as 30 February. */
function readDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const time = Date.parse(iso)
  return Number.isNaN(time) || new Date(time).toISOString() !== iso ? undefined : time
}
