/** Authenticates a URL that was presigned for S3 in the older way, which `aws s3 presign` still uses. */
import {
  type QuerySignatureV2,
  stringToSignV2,
  unsignedParametersV2,
  verifyQueryV2,
} from '../../../sigv4/index.ts'
import type { Caller } from '../../protocol/index.ts'
import type { Passage } from '../passage.ts'
import { findS3Caller } from './find-s3-caller.ts'
import { missingV2Parts, requestExpired, signatureMismatchV2, unsignedParameters } from './s3-refusals.ts'

export function authenticateS3QueryV2(passage: Passage, presented: QuerySignatureV2): Caller {
  const { accessKeyId, expires, signature, sessionToken } = presented
  const { now, query, request, wirePath } = passage
  if (accessKeyId === '' || signature === '' || !/^\d{1,12}$/.test(expires)) throw missingV2Parts()
  const until = Number(expires) * 1000
  if (now >= until) throw requestExpired(until, now)
  const { secretAccessKey, caller } = findS3Caller(passage, accessKeyId, sessionToken)
  // This signature covers parameters by a list; one outside of it could make another call of the URL.
  const uncovered = unsignedParametersV2(query)
  if (uncovered.length > 0) throw unsignedParameters(uncovered)
  const toSign = stringToSignV2(
    { method: request.method, path: wirePath, query, headers: request.headers },
    expires,
  )
  if (!verifyQueryV2(secretAccessKey, toSign, signature)) throw signatureMismatchV2(presented, toSign)
  return caller
}
