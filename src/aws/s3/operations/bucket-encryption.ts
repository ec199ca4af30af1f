/** PutBucketEncryption and DeleteBucketEncryption: what holds for every bucket may be said, and nothing else. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { requireDefaultEncryption, type EncryptionRule } from '../encryption.ts'
import type { S3 } from '../needs.ts'

interface PutBucketEncryptionInput extends BucketInput {
  readonly ServerSideEncryptionConfiguration: { readonly Rules: readonly EncryptionRule[] }
}

export const putBucketEncryption = (s3: S3): Operation<PutBucketEncryptionInput> => ({
  authorize: onBucket(s3, 's3:PutEncryptionConfiguration'),
  invoke: (input, call) => {
    requireBucket(s3.store, input, call)
    requireDefaultEncryption(input.ServerSideEncryptionConfiguration.Rules)
  },
})

/** It leads back to what holds for every bucket; AWS asks the permission to put for it. */
export const deleteBucketEncryption = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:PutEncryptionConfiguration'),
  invoke: (input, call) => void requireBucket(s3.store, input, call),
})
