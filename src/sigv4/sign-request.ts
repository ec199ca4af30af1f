/** Signs a request by its Authorization header. */
import { formatAmzDate } from './amz-date.ts'
import { calculateSignature } from './calculate-signature.ts'
import type { PathStyle } from './canonical-path.ts'
import type { SignableRequest } from './canonical-request.ts'
import { algorithm, formatScope } from './scope.ts'
import { deriveSigningKey, type SigningKeys } from './signing-key.ts'

export interface SigningIdentity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface SigningOptions {
  readonly identity: SigningIdentity
  readonly region: string
  readonly service: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly payloadHash: string
  /** `as-sent` for S3. */
  readonly pathStyle?: PathStyle
  /** Sends the payload hash in `x-amz-content-sha256`, which S3 asks for. */
  readonly sendPayloadHash?: boolean
  readonly signingKeys?: SigningKeys
}

// Proxies and HTTP libraries change these on the way.
const unsigned = new Set(['authorization', 'user-agent', 'connection', 'expect', 'x-amzn-trace-id'])

/** The request's headers with those that sign it. */
export function signRequest(request: SignableRequest, options: SigningOptions): SignableRequest['headers'] {
  const amzDate = formatAmzDate(options.now)
  const headers: Record<string, readonly string[]> = { ...request.headers, 'x-amz-date': [amzDate] }
  const { identity, payloadHash } = options
  if (identity.sessionToken !== undefined) headers['x-amz-security-token'] = [identity.sessionToken]
  if (options.sendPayloadHash === true) headers['x-amz-content-sha256'] = [payloadHash]
  const scope = { date: amzDate.slice(0, 8), region: options.region, service: options.service }
  const signedHeaders = Object.keys(headers)
    .filter((name) => !unsigned.has(name))
    .sort()
  const { signature } = calculateSignature(
    { ...request, headers },
    {
      signedHeaders,
      payloadHash,
      pathStyle: options.pathStyle ?? 'normalized',
      amzDate,
      scope,
      key: (options.signingKeys ?? deriveSigningKey)(identity.secretAccessKey, scope),
    },
  )
  headers['authorization'] = [
    `${algorithm} Credential=${identity.accessKeyId}/${formatScope(scope)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  ]
  return headers
}
