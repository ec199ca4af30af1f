/** CompleteMultipartUpload: the parts named, in their order, become the object; the others are deleted. */
import { createHash } from 'node:crypto'
import type { Operation, Values } from '../../protocol/index.ts'
import { onObject } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import type { ChecksumMembers } from '../checksum/declared.ts'
import { checkWrite, requireWriteConditions, type WriteConditions } from '../conditions.ts'
import { encryption } from '../encryption.ts'
import { malformedXml } from '../errors.ts'
import type { ObjectDocument } from '../model.ts'
import type { S3 } from '../needs.ts'
import { checksumOf, modifiedNow, quoted } from '../objects.ts'
import { chooseParts, requireWholeSize, wholeChecksum, type NamedPart } from '../parts.ts'
import { findObject } from '../store.ts'
import { refuseUnsupported } from '../unsupported.ts'
import { deleteUpload, requireUpload, type UploadName } from '../uploads.ts'
import { writtenVersion } from '../versions/find-named.ts'
import { putLatest } from '../versions/history.ts'
import { nonceSize } from '../versions/version-id.ts'

export interface CompleteMultipartUploadInput extends UploadName, WriteConditions, ChecksumMembers {
  readonly MultipartUpload?: { readonly Parts?: readonly NamedPart[] }
  readonly ChecksumType?: string
  readonly MpuObjectSize?: number
}

export const completeMultipartUpload = (s3: S3): Operation<CompleteMultipartUploadInput> => ({
  authorize: onObject(
    s3,
    () => 's3:PutObject',
    (input) => ({ 's3:if-match': input.IfMatch, 's3:if-none-match': input.IfNoneMatch }),
  ),
  invoke: async (input, call) => {
    refuseUnsupported(input as unknown as Values)
    requireWriteConditions(input)
    const named = input.MultipartUpload?.Parts ?? []
    if (named.length === 0) throw malformedXml()
    const nonce = s3.random(nonceSize)
    const { result } = await s3.store.write((txn) => {
      const bucket = requireBucket(txn, input, call)
      const upload = requireUpload(txn, input, call)
      const parts = chooseParts(txn, upload, named)
      const size = parts.reduce((sum, part) => sum + part.size, 0)
      requireWholeSize(input.MpuObjectSize, size)
      const object: ObjectDocument = {
        key: upload.key,
        headers: upload.headers,
        metadata: upload.metadata,
        tags: upload.tags,
        etag: etagOf(parts.map((part) => part.etag)),
        size,
        modifiedAt: modifiedNow(call),
        segments: parts.flatMap((part) => part.segments),
        checksum: wholeChecksum(upload, parts, input),
        parts: parts.map((part) => ({ number: part.number, size: part.size, checksum: part.checksum })),
      }
      checkWrite(input, upload.key, findObject(txn, bucket.name, upload.key)?.value)
      const kept = new Set(object.segments.map((segment) => segment.blob))
      const left = deleteUpload(txn, upload).filter((segment) => !kept.has(segment.blob))
      const { stored, discarded } = putLatest({ txn, bucket, nonce }, object)
      return { object: stored, discarded: [...left, ...discarded] }
    })
    await s3.blobs.discard(result.discarded)
    return {
      Location: `${call.endpoint}/${input.Bucket}/${encodeURIComponent(input.Key).replaceAll('%2F', '/')}`,
      Bucket: input.Bucket,
      Key: input.Key,
      ETag: quoted(result.object.etag),
      ...encryption,
      ...writtenVersion(result.object),
      ...checksumOf(result.object),
    }
  },
})

/** The MD5 of the parts' MD5s, and their count. */
function etagOf(etags: readonly string[]): string {
  const whole = createHash('md5')
  for (const etag of etags) whole.update(Buffer.from(etag, 'hex'))
  return `${whole.digest('hex')}-${etags.length}`
}
