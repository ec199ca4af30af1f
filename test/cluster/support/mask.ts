/** Makes answers of two servers comparable: what no two servers can say alike is replaced by what it is. */
import { isObject, objectOf } from '../../../src/kubernetes/api/index.ts'

export type Masked = { readonly [name: string]: unknown }

export const mask = (answer: Masked, { issuer }: { readonly issuer: string }): Masked =>
  maskValue(answer, '', issuer) as Masked

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\bkube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<id>'],
  [/\b(in record|current:) \(?\d+\)?/g, '$1 <version>'],
  [/\bdrawn-[a-z0-9]{5}\b/g, 'drawn-<id>'],
]

function maskValue(value: unknown, name: string, issuer: string): unknown {
  if (Array.isArray(value)) return value.map((item) => maskValue(item, '', issuer))
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, maskValue(member, key, issuer)]),
    )
  if (typeof value !== 'string') return value
  if (name === 'resourceVersion' && /^\d+$/.test(value)) return value === '0' ? '0' : '<version>'
  if (name === 'continue' && value !== '') return '<continue>'
  // A cell of a table.
  if (name === '' && /^\d+[smh]$/.test(value)) return '<age>'
  if (name === 'token') return maskToken(value, issuer)
  return patterns.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), value)
}

/** A token is compared by its header and its claims, times as lengths. */
function maskToken(token: string, issuer: string): unknown {
  const [header, claims] = token.split('.').map((part) => objectOf(decode(part)))
  if (claims?.['iss'] === undefined) return token === '' ? '' : '<token>'
  const { iss, iat, nbf, exp, 'kubernetes.io': bound, ...rest } = claims
  const { warnafter, ...to } = objectOf(bound)
  const after = (time: unknown): number => Number(time) - Number(iat)
  return {
    header: Object.keys(header!).toSorted(),
    claims: Object.keys(claims),
    iss: iss === issuer ? '<issuer>' : iss,
    nbf: after(nbf),
    exp: after(exp),
    ...(warnafter !== undefined && { warnafter: after(warnafter) }),
    ...(maskValue(rest, '', issuer) as object),
    'kubernetes.io': maskValue(to, '', issuer),
  }
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return undefined
  }
}
