/** ListObjectVersions, for buckets without versions: each object is its only one, called `null`. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { pageSize } from '../continuation.ts'
import { nameEncoder } from '../encoding-type.ts'
import { listKeys, listObjectsUnder, shownObjects, shownPrefixes } from '../object-list.ts'
import type { S3 } from '../needs.ts'
import { ownerOf } from '../owner.ts'
import { fromOrdered, toOrdered } from '../store.ts'

interface ListObjectVersionsInput extends BucketInput {
  readonly Prefix?: string
  readonly Delimiter?: string
  readonly EncodingType?: string
  readonly MaxKeys?: number
  readonly KeyMarker?: string
  readonly VersionIdMarker?: string
}

export const listObjectVersions = (s3: S3): Operation<ListObjectVersionsInput> => ({
  authorize: onBucket<ListObjectVersionsInput>(s3, 's3:ListBucketVersions', listKeys),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const encode = nameEncoder(input.EncodingType)
    const limit = pageSize(input.MaxKeys, 'max-keys')
    const marker = input.KeyMarker ?? ''
    const after = marker === '' ? undefined : toOrdered(marker)
    const listing = listObjectsUnder(s3, bucket, input, { after, limit })
    const last = listing.items.at(-1)
    return {
      Name: bucket.name,
      Prefix: encode(input.Prefix ?? ''),
      KeyMarker: encode(marker),
      VersionIdMarker: input.VersionIdMarker ?? '',
      NextKeyMarker: listing.truncated ? encode(fromOrdered(last!.name)) : undefined,
      NextVersionIdMarker: listing.truncated && last!.kind === 'entry' ? 'null' : undefined,
      Delimiter: input.Delimiter === undefined ? undefined : encode(input.Delimiter),
      MaxKeys: limit,
      EncodingType: input.EncodingType,
      IsTruncated: listing.truncated,
      Versions: shownObjects(listing, encode, ownerOf(bucket.account)).map((object) => ({
        ...object,
        VersionId: 'null',
        IsLatest: true,
      })),
      CommonPrefixes: shownPrefixes(listing, encode),
    }
  },
})
