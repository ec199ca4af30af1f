/** ListObjects, the first version. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { pageSize } from '../continuation.ts'
import { nameEncoder } from '../encoding-type.ts'
import { listObjectsUnder, listKeys, shownObjects, shownPrefixes } from '../object-list.ts'
import type { S3 } from '../needs.ts'
import { ownerOf } from '../owner.ts'
import { fromOrdered, toOrdered } from '../store.ts'

interface ListObjectsInput extends BucketInput {
  readonly Prefix?: string
  readonly Delimiter?: string
  readonly EncodingType?: string
  readonly MaxKeys?: number
  readonly Marker?: string
}

export const listObjects = (s3: S3): Operation<ListObjectsInput> => ({
  authorize: onBucket<ListObjectsInput>(s3, 's3:ListBucket', listKeys),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const encode = nameEncoder(input.EncodingType)
    const limit = pageSize(input.MaxKeys, 'max-keys')
    const marker = input.Marker ?? ''
    const after = marker === '' ? undefined : toOrdered(marker)
    const listing = listObjectsUnder(s3, bucket, input, { after, limit })
    // Without a delimiter the client takes the last key for the next marker.
    const tellsNext = listing.truncated && (input.Delimiter ?? '') !== ''
    return {
      Name: bucket.name,
      Prefix: encode(input.Prefix ?? ''),
      Marker: encode(marker),
      NextMarker: tellsNext ? encode(fromOrdered(listing.items.at(-1)!.name)) : undefined,
      Delimiter: input.Delimiter === undefined ? undefined : encode(input.Delimiter),
      MaxKeys: limit,
      EncodingType: input.EncodingType,
      IsTruncated: listing.truncated,
      Contents: shownObjects(listing, encode, ownerOf(bucket.account)),
      CommonPrefixes: shownPrefixes(listing, encode),
    }
  },
})
