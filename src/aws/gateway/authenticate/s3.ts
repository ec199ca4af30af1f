/** Authenticates calls to S3, signed by header or by query, and makes ready the stream that verifies their bodies. */
import {
  calculateSignature,
  parsePayload,
  readQuerySignatureV2,
  type RequestSignature,
  sameSignature,
  unsignedPayload,
} from '../../../sigv4/index.ts'
import type { Caller } from '../../protocol/index.ts'
import { openS3Body } from '../body/open-s3-body.ts'
import type { Passage } from '../passage.ts'
import { anonymous } from './anonymous.ts'
import { findS3Caller } from './find-s3-caller.ts'
import { authenticateS3QueryV2 } from './s3-query-v2.ts'
import {
  headersNotSigned,
  invalidPayloadHash,
  malformedExpires,
  malformedHeader,
  malformedQuery,
  malformedScope,
  missingPayloadHash,
  missingQueryParts,
  notYetValid,
  requestExpired,
  signatureMismatch,
  timeTooSkewed,
  twoMechanisms,
} from './s3-refusals.ts'

const skew = 15 * 60_000
const longestExpires = 604_800

export function authenticateS3(passage: Passage): Caller {
  const { presented } = passage
  if (presented.form === 'none') {
    passage.stream = openS3Body(passage, payloadOf(passage, unsignedPayload))
    const older = readQuerySignatureV2(passage.query)
    return older === undefined ? anonymous : authenticateS3QueryV2(passage, older)
  }
  if (presented.form === 'header') throw malformedHeader(presented.problems)
  if (presented.form === 'query') throw malformedQuery(presented.problems)
  const { signature } = presented
  if (signature.via === 'header' && /(^|&)X-Amz-Algorithm=/.test(passage.query)) throw twoMechanisms()
  const payloadHash = payloadHashOf(passage, signature)
  const payload = payloadOf(passage, payloadHash)
  checkScope(signature)
  if (signature.via === 'query') checkExpiry(signature, passage.now)
  else if (Math.abs(passage.now - signature.time) > skew) throw timeTooSkewed(signature, passage.now, skew)
  const { secretAccessKey, caller } = findS3Caller(
    passage,
    signature.credential.accessKeyId,
    signature.sessionToken,
  )
  checkSignedHeaders(passage, signature)
  const { scope } = signature.credential
  const key = passage.gateway.signingKeys(secretAccessKey, scope)
  const calculated = calculateSignature(
    {
      method: passage.request.method,
      path: passage.path,
      query: passage.query,
      headers: passage.request.headers,
    },
    {
      signedHeaders: signature.signedHeaders,
      payloadHash,
      pathStyle: 'as-sent',
      amzDate: signature.amzDate,
      scope,
      key,
    },
  )
  if (!sameSignature(calculated.signature, signature.signature))
    throw signatureMismatch(signature, calculated)
  passage.stream = openS3Body(passage, payload, {
    key,
    amzDate: signature.amzDate,
    scope,
    seedSignature: calculated.signature,
  })
  return caller
}

/** The header, or for a presigned URL the parameter that some SDKs move it to. */
function payloadHashOf({ request, query }: Passage, { via }: RequestSignature): string {
  const header = request.headers['x-amz-content-sha256']?.[0]
  if (header !== undefined) return header
  if (via === 'header') throw missingPayloadHash()
  return new URLSearchParams(query).get('X-Amz-Content-Sha256') ?? unsignedPayload
}

function payloadOf({ request }: Passage, fallback: string): NonNullable<ReturnType<typeof parsePayload>> {
  const payload = parsePayload(request.headers['x-amz-content-sha256']?.[0] ?? fallback)
  if (payload === undefined) throw invalidPayloadHash()
  return payload
}

function checkScope({ via, credential, amzDate }: RequestSignature): void {
  const { scope, terminator } = credential
  if (scope.service !== 's3') {
    throw malformedScope(
      via,
      `incorrect service "${scope.service.slice(0, 64)}". This endpoint belongs to "s3".`,
    )
  }
  if (terminator !== 'aws4_request') {
    throw malformedScope(
      via,
      `incorrect terminator "${terminator.slice(0, 64)}". This endpoint uses "aws4_request".`,
    )
  }
  if (!/^\d{8}$/.test(scope.date)) {
    throw malformedScope(
      via,
      `incorrect date format "${scope.date.slice(0, 64)}". This date in the credential must be in the format "yyyyMMdd".`,
    )
  }
  if (scope.date !== amzDate.slice(0, 8)) {
    throw malformedScope(
      via,
      `Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${amzDate.slice(0, 8)}".`,
    )
  }
}

function checkExpiry({ expires: text, time }: RequestSignature, now: number): void {
  if (text === undefined || text === '') throw missingQueryParts()
  if (!/^-?\d{1,15}$/.test(text)) throw malformedExpires('should be a number')
  const expires = Number(text)
  if (expires < 0) throw malformedExpires('must be non-negative')
  if (expires > longestExpires) {
    throw malformedExpires(
      'must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    )
  }
  const until = time + expires * 1000
  if (now >= until) throw requestExpired(until, now, expires)
  if (time > now + skew) throw notYetValid()
}

/** An unsigned x-amz- header could have been added on the way and changes what the call does. */
function checkSignedHeaders({ request }: Passage, { signedHeaders }: RequestSignature): void {
  const unsigned = Object.keys(request.headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  )
  if (unsigned.length > 0) throw headersNotSigned(unsigned.sort())
}
