/** The canonical form of a request and the string that is signed for it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
import { hash } from 'node:crypto'
import { canonicalPath, type PathStyle } from './canonical-path.ts'
import { canonicalQuery } from './canonical-query.ts'
import { algorithm, formatScope, type Scope } from './scope.ts'

export interface SignableRequest {
  readonly method: string
  /** The path as it goes over the wire. */
  readonly path: string
  /** The query as it goes over the wire, without its question mark. */
  readonly query: string
  /** Header values in the order they came, by lower-case name. */
  readonly headers: Readonly<Record<string, readonly string[]>>
}

export interface Canonicalization {
  /** Lower-case names in the order in which they are signed. */
  readonly signedHeaders: readonly string[]
  /** The hex SHA-256 of the body, or a word such as `UNSIGNED-PAYLOAD` in its place. */
  readonly payloadHash: string
  readonly pathStyle: PathStyle
}

export function canonicalRequest(request: SignableRequest, by: Canonicalization): string {
  const headers = by.signedHeaders
    .map((name) => `${name}:${canonicalHeader(request.headers[name])}\n`)
    .join('')
  return [
    request.method,
    canonicalPath(request.path, by.pathStyle),
    canonicalQuery(request.query, 'X-Amz-Signature'),
    headers,
    by.signedHeaders.join(';'),
    by.payloadHash,
  ].join('\n')
}

export const stringToSign = (canonical: string, amzDate: string, scope: Scope): string =>
  `${algorithm}\n${amzDate}\n${formatScope(scope)}\n${hash('sha256', canonical, 'hex')}`

function canonicalHeader(values: readonly string[] | undefined): string {
  if (values === undefined) return ''
  return values.length === 1 ? foldSpaces(values[0]!) : values.map(foldSpaces).join(',')
}

const foldSpaces = (value: string): string =>
  /\s\s|^\s|\s$|[\r\n\t]/.test(value) ? value.trim().replace(/\s+/g, ' ') : value
