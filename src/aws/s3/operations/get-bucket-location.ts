/** GetBucketLocation: any region answers it, for the region of any bucket. */
import type { Operation } from '../../protocol/index.ts'
import { askForBucket } from '../authorize.ts'
import { requireBucketAnywhere, type BucketInput } from '../buckets.ts'
import type { S3 } from '../needs.ts'

export const getBucketLocation = (s3: S3): Operation<BucketInput> => ({
  authorize: (input, call) => [
    askForBucket(call, requireBucketAnywhere(s3.store, input), 's3:GetBucketLocation'),
  ],
  invoke: (input) => {
    const { region } = requireBucketAnywhere(s3.store, input)
    // The first region had no name when S3 began.
    return { LocationConstraint: region === 'us-east-1' ? '' : region }
  },
})
