/** PutBucketTagging, GetBucketTagging and DeleteBucketTagging. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { noSuchTagSet } from '../errors.ts'
import type { Tag } from '../model.ts'
import type { S3 } from '../needs.ts'
import { buckets } from '../store.ts'
import { checkTags } from '../tags.ts'

interface PutBucketTaggingInput extends BucketInput {
  readonly Tagging: { readonly TagSet: readonly Tag[] }
}

export const putBucketTagging = (s3: S3): Operation<PutBucketTaggingInput> => ({
  authorize: onBucket(s3, 's3:PutBucketTagging'),
  invoke: async (input, call) => {
    const tags = checkTags(input.Tagging.TagSet, 'bucket')
    await s3.store.write((txn) =>
      buckets.put(txn, input.Bucket, { ...requireBucket(txn, input, call), tags }),
    )
  },
})

export const getBucketTagging = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:GetBucketTagging'),
  invoke: (input, call) => {
    const { tags = [] } = requireBucket(s3.store, input, call)
    if (tags.length === 0) throw noSuchTagSet(input.Bucket)
    return { TagSet: tags }
  },
})

/** AWS asks the permission to put tags for taking them away. */
export const deleteBucketTagging = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:PutBucketTagging'),
  invoke: async (input, call) => {
    await s3.store.write((txn) => {
      const { tags: _tags, ...bucket } = requireBucket(txn, input, call)
      buckets.put(txn, input.Bucket, bucket)
    })
  },
})
