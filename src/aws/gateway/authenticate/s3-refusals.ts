/** How S3 refuses a signature. */
import type {
  CalculatedSignature,
  QuerySignatureV2,
  RequestSignature,
  SignatureProblem,
} from '../../../sigv4/index.ts'
import { AwsError, type AwsErrorFacts } from '../../protocol/index.ts'

const refuse = (code: string, status: number, message: string, fields?: AwsErrorFacts['fields']): AwsError =>
  new AwsError({ code, status, message, fields })

export const unsupportedScheme = (scheme: string): AwsError =>
  scheme === 'AWS'
    ? refuse(
        'InvalidRequest',
        400,
        'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      )
    : refuse('InvalidArgument', 400, 'Unsupported Authorization Type', { ArgumentName: 'Authorization' })

export const twoMechanisms = (): AwsError =>
  refuse(
    'InvalidArgument',
    400,
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    { ArgumentName: 'Authorization' },
  )

export const invalidDate = (): AwsError =>
  refuse('AccessDenied', 403, 'AWS authentication requires a valid Date or x-amz-date header')

const headerMalformed = (detail: string): AwsError =>
  refuse('AuthorizationHeaderMalformed', 400, `The authorization header is malformed; ${detail}`)

const queryMalformed = (detail: string): AwsError => refuse('AuthorizationQueryParametersError', 400, detail)

export function malformedHeader(problems: readonly SignatureProblem[]): AwsError {
  const [problem] = problems
  if (problem === undefined || problem.part === 'Date') return invalidDate()
  if (problem.part === 'Algorithm') {
    return unsupportedScheme(problem.kind === 'malformed' ? problem.value : '')
  }
  if (problem.kind === 'malformed') return headerMalformed(expectedCredential)
  return headerMalformed(`the authorization component "${problem.part}=" is missing or empty.`)
}

const expectedCredential =
  'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'

export function malformedQuery(problems: readonly SignatureProblem[]): AwsError {
  const problem = problems.find(({ kind }) => kind === 'malformed')
  if (problem === undefined) return missingQueryParts()
  if (problem.part === 'Algorithm') {
    return queryMalformed('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"')
  }
  return problem.part === 'Date'
    ? queryMalformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
    : queryMalformed(`Error parsing the X-Amz-Credential parameter; ${expectedCredential}`)
}

export const missingQueryParts = (): AwsError =>
  queryMalformed(
    'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
  )

export const malformedExpires = (detail: string): AwsError => queryMalformed(`X-Amz-Expires ${detail}`)

/** `detail` as S3 ends the sentence for header and query alike. */
export const malformedScope = (via: RequestSignature['via'], detail: string): AwsError =>
  via === 'header'
    ? headerMalformed(detail)
    : queryMalformed(`Error parsing the X-Amz-Credential parameter; ${detail}`)

const isoSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

export const timeTooSkewed = ({ amzDate }: RequestSignature, now: number, limit: number): AwsError =>
  refuse(
    'RequestTimeTooSkewed',
    403,
    'The difference between the request time and the current time is too large.',
    {
      RequestTime: amzDate,
      ServerTime: isoSeconds(now),
      MaxAllowedSkewMilliseconds: String(limit),
    },
  )

export const requestExpired = (until: number, now: number, expires?: number): AwsError =>
  refuse('AccessDenied', 403, 'Request has expired', {
    ...(expires !== undefined && { 'X-Amz-Expires': String(expires) }),
    Expires: isoSeconds(until),
    ServerTime: isoSeconds(now),
  })

export const notYetValid = (): AwsError => refuse('AccessDenied', 403, 'Request is not yet valid')

export const unknownKey = (accessKeyId: string, because: string): AwsError =>
  new AwsError({
    code: 'InvalidAccessKeyId',
    status: 403,
    message: 'The AWS Access Key Id you provided does not exist in our records.',
    fields: { AWSAccessKeyId: accessKeyId.slice(0, 128) },
    because,
  })

// S3 gives the token back in a field of both; nothing here shows a whole token.
export const malformedToken = (): AwsError =>
  refuse('InvalidToken', 400, 'The provided token is malformed or otherwise invalid.')

export const expiredToken = (): AwsError => refuse('ExpiredToken', 400, 'The provided token has expired.')

export const headersNotSigned = (names: readonly string[]): AwsError =>
  refuse('AccessDenied', 403, 'There were headers present in the request which were not signed', {
    HeadersNotSigned: names.join(', '),
  })

export const missingPayloadHash = (): AwsError =>
  refuse('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256')

export const invalidPayloadHash = (): AwsError =>
  refuse(
    'InvalidArgument',
    400,
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    { ArgumentName: 'x-amz-content-sha256' },
  )

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.'

/** S3 shows what it signed, so that a client can compare; a canonical request with a token in it stays here. */
export function signatureMismatch(
  { credential, sessionToken, signature }: RequestSignature,
  calculated: CalculatedSignature,
): AwsError {
  const shown: Record<string, string> =
    sessionToken === undefined ? { CanonicalRequest: calculated.canonicalRequest } : {}
  return refuse('SignatureDoesNotMatch', 403, mismatch, {
    AWSAccessKeyId: credential.accessKeyId,
    StringToSign: calculated.stringToSign,
    SignatureProvided: signature.slice(0, 128),
    ...shown,
  })
}

export const missingV2Parts = (): AwsError =>
  refuse(
    'AccessDenied',
    403,
    'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
  )

export const unsignedParameters = (names: readonly string[]): AwsError =>
  refuse('AccessDenied', 403, 'There were query parameters present in the request which were not signed', {
    ParametersNotSigned: names.join(', ').slice(0, 256),
  })

export const signatureMismatchV2 = (
  { accessKeyId, sessionToken, signature }: QuerySignatureV2,
  toSign: string,
): AwsError =>
  refuse('SignatureDoesNotMatch', 403, mismatch, {
    AWSAccessKeyId: accessKeyId,
    SignatureProvided: signature.slice(0, 128),
    ...(sessionToken === undefined && { StringToSign: toSign }),
  })
