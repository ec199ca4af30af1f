/** The condition keys of S3 that only the way a call was signed can tell: https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html */
import type { ContextValue } from '../../../policy/index.ts'
import { readQuerySignatureV2 } from '../../../sigv4/index.ts'
import type { Passage } from '../passage.ts'

/** Of a call as the SDKs sign it. */
export const signedByHeader = {
  's3:authtype': 'REST-HEADER',
  's3:signatureversion': 'AWS4-HMAC-SHA256',
} as const

export function s3Context({
  presented,
  query,
  request,
  now,
}: Passage): Record<string, ContextValue | undefined> {
  const tls = request.peer.tls && { 's3:tlsversion': request.peer.tls.version.replace(/^TLSv/, '') }
  if (presented.form !== 'signed') {
    const older = readQuerySignatureV2(query) !== undefined
    return { ...tls, ...(older && { 's3:authtype': 'REST-QUERY-STRING', 's3:signatureversion': 'AWS' }) }
  }
  const { via, time } = presented.signature
  return {
    ...tls,
    ...signedByHeader,
    ...(via === 'query' && { 's3:authtype': 'REST-QUERY-STRING' }),
    's3:signatureage': via === 'query' ? Math.max(0, now - time) : undefined,
    's3:x-amz-content-sha256': request.headers['x-amz-content-sha256']?.[0],
  }
}
