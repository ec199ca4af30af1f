/** ListParts. */
import type { Operation } from '../../protocol/index.ts'
import { onObject } from '../authorize.ts'
import { requireBucket } from '../buckets.ts'
import { checksumOutput } from '../checksum/declared.ts'
import { pageSize } from '../continuation.ts'
import type { S3 } from '../needs.ts'
import { quoted } from '../objects.ts'
import { ownerOf } from '../owner.ts'
import { partId, partsOf } from '../store.ts'
import { requireUpload, type UploadName } from '../uploads.ts'

interface ListPartsInput extends UploadName {
  readonly MaxParts?: number
  readonly PartNumberMarker?: string | number
}

export const listParts = (s3: S3): Operation<ListPartsInput> => ({
  authorize: onObject(s3, () => 's3:ListMultipartUploadParts'),
  invoke: (input, call) => {
    const upload = requireUpload(s3.store, input, call)
    const limit = pageSize(input.MaxParts, 'max-parts')
    const marker = Number(input.PartNumberMarker ?? 0) || 0
    const parts = partsOf(upload.id)
    const found = parts.list(s3.store, { after: parts.key(partId(marker)), limit: limit + 1 })
    const page = found.slice(0, limit).map((entry) => entry.value)
    const truncated = limit > 0 && found.length > limit
    const { chosen, algorithm, type } = upload.checksum
    return {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: String(marker),
      NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
      MaxParts: limit,
      IsTruncated: truncated,
      Parts: page.map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.modifiedAt),
        ETag: quoted(part.etag),
        Size: part.size,
        ...(chosen ? checksumOutput(part.checksum) : {}),
      })),
      Initiator: upload.initiator,
      Owner: ownerOf(requireBucket(s3.store, input, call).account),
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: chosen ? algorithm : undefined,
      ChecksumType: chosen ? type : undefined,
    }
  },
})
