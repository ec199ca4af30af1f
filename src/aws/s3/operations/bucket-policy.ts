/** PutBucketPolicy, GetBucketPolicy and DeleteBucketPolicy: only the bucket's own account may keep its policy. */
import type { Reader } from '../../../store/index.ts'
import { accountOf } from '../../../policy/index.ts'
import { AwsError, type Authorization, type Call, type Operation } from '../../protocol/index.ts'
import { askForBucket, isRootOf } from '../authorize.ts'
import { acceptPolicy, hasPublicPolicy } from '../bucket-policy.ts'
import { bucketArn, requireBucket, type BucketInput } from '../buckets.ts'
import { blockedByPublicAccess } from '../denial.ts'
import { noSuchBucketPolicy } from '../errors.ts'
import type { BucketDocument } from '../model.ts'
import type { S3 } from '../needs.ts'
import { buckets } from '../store.ts'

interface PutBucketPolicyInput extends BucketInput {
  readonly Policy: string
}

export const putBucketPolicy = (s3: S3): Operation<PutBucketPolicyInput> => ({
  authorize: (input, call) => ask(s3, call, input, 's3:PutBucketPolicy'),
  invoke: async (input, call) => {
    const policy = acceptPolicy(s3, requireOwnBucket(s3.store, input, call), input.Policy)
    await s3.store.write((txn) => {
      const bucket = { ...requireOwnBucket(txn, input, call), policy }
      if (bucket.publicAccessBlock?.BlockPublicPolicy === true && hasPublicPolicy(bucket))
        throw blockedByPublicAccess(call, askedOn(bucket), 'BlockPublicPolicy')
      buckets.put(txn, input.Bucket, bucket)
    })
  },
})

export const getBucketPolicy = (s3: S3): Operation<BucketInput> => ({
  authorize: (input, call) => ask(s3, call, input, 's3:GetBucketPolicy'),
  invoke: (input, call) => {
    const { policy } = requireOwnBucket(s3.store, input, call)
    if (policy === undefined) throw noSuchBucketPolicy(input.Bucket)
    return { Policy: policy.text }
  },
})

export const deleteBucketPolicy = (s3: S3): Operation<BucketInput> => ({
  authorize: (input, call) => ask(s3, call, input, 's3:DeleteBucketPolicy'),
  invoke: async (input, call) => {
    await s3.store.write((txn) => {
      const { policy, ...bucket } = requireOwnBucket(txn, input, call)
      if (policy !== undefined) buckets.put(txn, input.Bucket, bucket)
    })
  },
})

const askedOn = (bucket: BucketDocument) => ({
  action: 's3:PutBucketPolicy',
  resource: bucketArn(bucket),
  resourceAccount: bucket.account,
})

function ask(s3: S3, call: Call, input: BucketInput, action: string): readonly Authorization[] {
  const bucket = requireBucket(s3.store, input, call)
  const { principal } = call.caller
  const authorization = askForBucket(call, bucket, action)
  return isRootOf(bucket, principal) ? [{ ...authorization, resourcePolicy: undefined }] : [authorization]
}

/** Another account may be let in by the policy, and still may not touch it. */
function requireOwnBucket(from: Reader, input: BucketInput, call: Call): BucketDocument {
  const bucket = requireBucket(from, input, call)
  if (accountOf(call.caller.principal) !== bucket.account)
    throw new AwsError({
      code: 'MethodNotAllowed',
      status: 405,
      message: 'The specified method is not allowed against this resource.',
    })
  return bucket
}
