/** Holds the XML and JSON bodies of calls to S3 against the checksums that came along; those of objects are checked as they stream. */
import { createHash } from 'node:crypto'
import type { ReceivedBody } from '../../protocol/index.ts'
import { invalidRequest } from '../errors.ts'
import { startDigest } from './algorithm.ts'
import {
  declaredMd5,
  headerChecksum,
  namedAlgorithm,
  requireChecksum,
  requireMd5,
  requireNamedChecksum,
  trailerChecksum,
} from './declared.ts'

/** Of the operations here the one whose body AWS takes only with a checksum. */
const demandsChecksum = new Set(['DeleteObjects'])

export function checkBody({ operation, headers, trailers, body }: ReceivedBody): void {
  const md5 = declaredMd5(headers['content-md5']?.join(','))
  const checksum = bodyChecksum({ operation, headers, trailers })
  if (md5 === undefined && checksum === undefined && demandsChecksum.has(operation.name))
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*')
  if (md5 !== undefined) requireMd5(md5, createHash('md5').update(body).digest('hex'))
  if (checksum === undefined) return
  const digest = startDigest(checksum.algorithm)
  digest.update(body)
  requireChecksum(checksum, digest.value().toString('base64'))
}

/** Elsewhere the same headers speak of an object: CompleteMultipartUpload's of the one that its parts make. */
function bodyChecksum({ operation, headers, trailers }: Omit<ReceivedBody, 'body'>) {
  if (operation.httpChecksum?.['requestAlgorithmMember'] === undefined) return undefined
  const header = 'x-amz-sdk-checksum-algorithm'
  const named = namedAlgorithm(headers[header]?.join(','), header)
  const checksum = headerChecksum(headers) ?? trailerChecksum(trailers)
  requireNamedChecksum(named, checksum)
  return checksum
}
