/** HeadBucket: whether a bucket is there and the caller may list it. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { bucketArn, requireBucket, type BucketInput } from '../buckets.ts'
import type { S3 } from '../needs.ts'

export const headBucket = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:ListBucket'),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    return { BucketArn: bucketArn(bucket), BucketRegion: bucket.region, AccessPointAlias: false }
  },
})
