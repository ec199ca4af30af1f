/** ListMultipartUploads. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { pageSize } from '../continuation.ts'
import { nameEncoder } from '../encoding-type.ts'
import { listNames } from '../listing.ts'
import type { UploadDocument } from '../model.ts'
import type { S3 } from '../needs.ts'
import { listKeys, shownPrefixes } from '../object-list.ts'
import { ownerOf } from '../owner.ts'
import { fromOrdered, toOrdered, uploadPrefix } from '../store.ts'

interface ListMultipartUploadsInput extends BucketInput {
  readonly Prefix?: string
  readonly Delimiter?: string
  readonly EncodingType?: string
  readonly MaxUploads?: number
  readonly KeyMarker?: string
  readonly UploadIdMarker?: string
}

export const listMultipartUploads = (s3: S3): Operation<ListMultipartUploadsInput> => ({
  authorize: onBucket<ListMultipartUploadsInput>(s3, 's3:ListBucketMultipartUploads', listKeys),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const encode = nameEncoder(input.EncodingType)
    const limit = pageSize(input.MaxUploads, 'max-uploads')
    const listing = listNames<UploadDocument>(s3.store, {
      base: uploadPrefix(bucket.name),
      prefix: toOrdered(input.Prefix ?? ''),
      delimiter: toOrdered(input.Delimiter ?? ''),
      after: startOf(input),
      limit,
      // The key stands before the upload's id.
      nameOf: (rest) => rest.slice(0, rest.lastIndexOf('\0')),
    })
    const last = listing.items.at(-1)
    const uploads = listing.items.flatMap((item) => (item.kind === 'prefix' ? [] : [item.value]))
    return {
      Bucket: bucket.name,
      Prefix: encode(input.Prefix ?? ''),
      Delimiter: input.Delimiter === undefined ? undefined : encode(input.Delimiter),
      KeyMarker: encode(input.KeyMarker ?? ''),
      UploadIdMarker: input.UploadIdMarker ?? '',
      NextKeyMarker: last === undefined ? '' : encode(fromOrdered(last.name)),
      NextUploadIdMarker: last?.kind === 'entry' ? last.value.id : '',
      MaxUploads: limit,
      EncodingType: input.EncodingType,
      IsTruncated: listing.truncated,
      Uploads: uploads.map((upload) => ({
        UploadId: upload.id,
        Key: encode(upload.key),
        Initiated: new Date(upload.initiatedAt),
        StorageClass: 'STANDARD',
        Owner: ownerOf(bucket.account),
        Initiator: upload.initiator,
        ChecksumAlgorithm: upload.checksum.chosen ? upload.checksum.algorithm : undefined,
        ChecksumType: upload.checksum.chosen ? upload.checksum.type : undefined,
      })),
      CommonPrefixes: shownPrefixes(listing, encode),
    }
  },
})

/** A key alone leaves all its uploads behind; with an id it goes on among them. */
function startOf({ KeyMarker = '', UploadIdMarker = '' }: ListMultipartUploadsInput): string | undefined {
  if (KeyMarker === '') return undefined
  return `${toOrdered(KeyMarker)}\0${UploadIdMarker === '' ? '\u00ff' : UploadIdMarker}`
}
