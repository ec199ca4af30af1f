/** S3's older signature by query, which botocore still gives presigned URLs where no region asks for another: https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html */
import { createHmac } from 'node:crypto'
import { sameSignature } from './calculate-signature.ts'
import type { SignableRequest } from './canonical-request.ts'

export interface QuerySignatureV2 {
  readonly accessKeyId: string
  /** Base64. */
  readonly signature: string
  /** Seconds since the epoch, as they were written. */
  readonly expires: string
  readonly sessionToken?: string
}

/** Undefined without a trace of one; each part that is missing is an empty text. */
export function readQuerySignatureV2(query: string): QuerySignatureV2 | undefined {
  if (!query.includes('AWSAccessKeyId=')) return undefined
  const found = new URLSearchParams(query)
  return {
    accessKeyId: found.get('AWSAccessKeyId') ?? '',
    signature: found.get('Signature') ?? '',
    expires: found.get('Expires') ?? '',
    sessionToken: found.get('x-amz-security-token') ?? undefined,
  }
}

/** `request.path` is in path style, with the bucket in front. */
export function stringToSignV2(request: SignableRequest, expires: string): string {
  const { headers, method, path, query } = request
  const first = (name: string): string => headers[name]?.[0]?.trim() ?? ''
  const lines = [
    method,
    first('content-md5'),
    first('content-type'),
    expires,
    ...amazonHeaders(headers, query),
  ]
  return `${lines.join('\n')}\n${path}${subresources(query)}`
}

export function verifyQueryV2(secretAccessKey: string, toSign: string, signature: string): boolean {
  return sameSignature(createHmac('sha1', secretAccessKey).update(toSign).digest('base64'), signature)
}

/** Names in the query that the signature does not cover and that are not known to be harmless. */
export const unsignedParametersV2 = (query: string): readonly string[] =>
  [...new URLSearchParams(query).keys()].filter(
    (name) => !signed.has(name) && !harmless.has(name) && !name.toLowerCase().startsWith('x-amz-'),
  )

/** Those that a client moved into the query count as headers. */
function amazonHeaders(headers: SignableRequest['headers'], query: string): readonly string[] {
  const all = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    if (name.toLowerCase().startsWith('x-amz-')) all.set(name.toLowerCase(), value)
  }
  for (const [name, values] of Object.entries(headers)) {
    if (name.startsWith('x-amz-')) all.set(name, values.map((value) => value.trim()).join(','))
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`)
}

function subresources(query: string): string {
  const found = query
    .split('&')
    .map((part) => (part.includes('=') ? part.split(/=(.*)/s, 2) : [part]) as [string, string?])
    .filter(([name]) => signed.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === undefined ? name : `${name}=${decode(value)}`))
  return found.length === 0 ? '' : `?${found.join('&')}`
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    // What cannot be decoded was signed as it stands, if it was signed at all.
    return value
  }
}

const signed: ReadonlySet<string> = new Set([
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'defaultObjectAcl',
  'delete',
  'inventory',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'partNumber',
  'policy',
  'replication',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'restore',
  'select',
  'select-type',
  'storageClass',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
])

/** They page and filter a list and choose no operation. */
const harmless: ReadonlySet<string> = new Set([
  'AWSAccessKeyId',
  'Expires',
  'Signature',
  'content-md5',
  'content-type',
  'continuation-token',
  'delimiter',
  'encoding-type',
  'fetch-owner',
  'key-marker',
  'list-type',
  'marker',
  'max-keys',
  'max-parts',
  'max-uploads',
  'part-number-marker',
  'prefix',
  'start-after',
  'upload-id-marker',
  'version-id-marker',
  'x-id',
])
