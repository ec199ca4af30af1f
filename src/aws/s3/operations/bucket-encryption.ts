/** PutBucketEncryption, GetBucketEncryption and DeleteBucketEncryption: what holds for every bucket may be said, and nothing else. */
import type { Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { acceptEncryption, encryptionConfiguration, type EncryptionRule } from '../encryption.ts'
import type { S3 } from '../needs.ts'
import { buckets } from '../store.ts'

interface PutBucketEncryptionInput extends BucketInput {
  readonly ServerSideEncryptionConfiguration: { readonly Rules: readonly EncryptionRule[] }
}

export const putBucketEncryption = (s3: S3): Operation<PutBucketEncryptionInput> => ({
  authorize: onBucket(s3, 's3:PutEncryptionConfiguration'),
  invoke: async (input, call) => {
    const encryption = acceptEncryption(input.ServerSideEncryptionConfiguration.Rules)
    await s3.store.write((txn) =>
      buckets.put(txn, input.Bucket, { ...requireBucket(txn, input, call), encryption }),
    )
  },
})

export const getBucketEncryption = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:GetEncryptionConfiguration'),
  invoke: (input, call) => ({
    ServerSideEncryptionConfiguration: encryptionConfiguration(
      requireBucket(s3.store, input, call).encryption,
    ),
  }),
})

/** It leads back to what holds for every bucket; AWS asks the permission to put for it. */
export const deleteBucketEncryption = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:PutEncryptionConfiguration'),
  invoke: async (input, call) => {
    await s3.store.write((txn) => {
      const { encryption: _encryption, ...bucket } = requireBucket(txn, input, call)
      buckets.put(txn, input.Bucket, bucket)
    })
  },
})
