/** ListObjectsV2. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { pageSize, positionOf, tokenOf } from '../continuation.ts'
import { nameEncoder } from '../encoding-type.ts'
import { listObjectsUnder, listKeys, shownObjects, shownPrefixes } from '../object-list.ts'
import type { S3 } from '../needs.ts'
import { ownerOf } from '../owner.ts'
import { toOrdered } from '../store.ts'

interface ListObjectsV2Input extends BucketInput {
  readonly Prefix?: string
  readonly Delimiter?: string
  readonly EncodingType?: string
  readonly MaxKeys?: number
  readonly ContinuationToken?: string
  readonly StartAfter?: string
  readonly FetchOwner?: boolean
}

export const listObjectsV2 = (s3: S3): Operation<ListObjectsV2Input> => ({
  authorize: onBucket<ListObjectsV2Input>(s3, 's3:ListBucket', listKeys),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    const encode = nameEncoder(input.EncodingType)
    const limit = pageSize(input.MaxKeys, 'max-keys')
    const listing = listObjectsUnder(s3, bucket, input, { after: startOf(input), limit })
    const owner = input.FetchOwner === true ? ownerOf(bucket.account) : undefined
    return {
      Name: bucket.name,
      Prefix: encode(input.Prefix ?? ''),
      Delimiter: input.Delimiter === undefined ? undefined : encode(input.Delimiter),
      MaxKeys: limit,
      EncodingType: input.EncodingType,
      KeyCount: listing.items.length,
      IsTruncated: listing.truncated,
      ContinuationToken: input.ContinuationToken,
      NextContinuationToken: listing.truncated ? tokenOf(listing.items.at(-1)!.position) : undefined,
      StartAfter: input.StartAfter === undefined ? undefined : encode(input.StartAfter),
      Contents: shownObjects(listing, encode, owner),
      CommonPrefixes: shownPrefixes(listing, encode),
    }
  },
})

/** A token goes before the key to start after. */
function startOf({ ContinuationToken, StartAfter }: ListObjectsV2Input): string | undefined {
  if (ContinuationToken !== undefined) return positionOf(ContinuationToken)
  return StartAfter === undefined || StartAfter === '' ? undefined : toOrdered(StartAfter)
}
