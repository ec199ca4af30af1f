/** Signs a request by its query, so that its URL alone is enough to send it. */
import { formatAmzDate } from './amz-date.ts'
import { calculateSignature } from './calculate-signature.ts'
import type { SignableRequest } from './canonical-request.ts'
import { encodeText } from './percent-encoding.ts'
import { algorithm, formatScope } from './scope.ts'
import type { SigningOptions } from './sign-request.ts'
import { deriveSigningKey } from './signing-key.ts'

/** The query that signs the request. All headers of the request are signed and must be sent. */
export function presignRequest(
  request: SignableRequest,
  options: Omit<SigningOptions, 'sendPayloadHash'> & { readonly expiresInSeconds: number },
): string {
  const amzDate = formatAmzDate(options.now)
  const scope = { date: amzDate.slice(0, 8), region: options.region, service: options.service }
  const signedHeaders = Object.keys(request.headers).sort()
  const added: Record<string, string> = {
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${options.identity.accessKeyId}/${formatScope(scope)}`,
    'X-Amz-Date': amzDate,
    'X-Amz-Expires': String(options.expiresInSeconds),
    'X-Amz-SignedHeaders': signedHeaders.join(';'),
  }
  const { sessionToken } = options.identity
  if (sessionToken !== undefined) added['X-Amz-Security-Token'] = sessionToken
  const signing = Object.entries(added).map(([name, value]) => `${name}=${encodeText(value)}`)
  const query = [...(request.query === '' ? [] : [request.query]), ...signing].join('&')
  const { signature } = calculateSignature(
    { ...request, query },
    {
      signedHeaders,
      payloadHash: options.payloadHash,
      pathStyle: options.pathStyle ?? 'normalized',
      amzDate,
      scope,
      key: (options.signingKeys ?? deriveSigningKey)(options.identity.secretAccessKey, scope),
    },
  )
  return `${query}&X-Amz-Signature=${signature}`
}
