/** PutPublicAccessBlock, GetPublicAccessBlock, DeletePublicAccessBlock and GetBucketPolicyStatus. */
import { AwsError, type Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { hasPublicPolicy } from '../bucket-policy.ts'
import { invalidRequest, noSuchBucketPolicy } from '../errors.ts'
import type { PublicAccessBlock } from '../model.ts'
import type { S3 } from '../needs.ts'
import { buckets } from '../store.ts'

interface PutPublicAccessBlockInput extends BucketInput {
  readonly PublicAccessBlockConfiguration: Partial<PublicAccessBlock>
}

export const putPublicAccessBlock = (s3: S3): Operation<PutPublicAccessBlockInput> => ({
  authorize: onBucket(s3, 's3:PutBucketPublicAccessBlock'),
  invoke: async (input, call) => {
    const publicAccessBlock = blockOf(input.PublicAccessBlockConfiguration)
    await s3.store.write((txn) =>
      buckets.put(txn, input.Bucket, { ...requireBucket(txn, input, call), publicAccessBlock }),
    )
  },
})

/** What is not said is off. */
function blockOf(given: Partial<PublicAccessBlock>): PublicAccessBlock {
  if (Object.values(given).every((one) => one === undefined))
    throw invalidRequest('Must specify at least one configuration.')
  return {
    BlockPublicAcls: given.BlockPublicAcls === true,
    IgnorePublicAcls: given.IgnorePublicAcls === true,
    BlockPublicPolicy: given.BlockPublicPolicy === true,
    RestrictPublicBuckets: given.RestrictPublicBuckets === true,
  }
}

export const getPublicAccessBlock = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:GetBucketPublicAccessBlock'),
  invoke: (input, call) => {
    const { name, publicAccessBlock } = requireBucket(s3.store, input, call)
    if (publicAccessBlock === undefined)
      throw new AwsError({
        code: 'NoSuchPublicAccessBlockConfiguration',
        status: 404,
        message: 'The public access block configuration was not found',
        fields: { BucketName: name },
      })
    return { PublicAccessBlockConfiguration: publicAccessBlock }
  },
})

/** AWS asks the permission to put for it. */
export const deletePublicAccessBlock = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:PutBucketPublicAccessBlock'),
  invoke: async (input, call) => {
    await s3.store.write((txn) => {
      const { publicAccessBlock: _block, ...bucket } = requireBucket(txn, input, call)
      buckets.put(txn, input.Bucket, bucket)
    })
  },
})

export const getBucketPolicyStatus = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:GetBucketPolicyStatus'),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    if (bucket.policy === undefined) throw noSuchBucketPolicy(input.Bucket)
    return { PolicyStatus: { IsPublic: hasPublicPolicy(bucket) } }
  },
})
