/** PutBucketOwnershipControls, GetBucketOwnershipControls and DeleteBucketOwnershipControls: whether lists may be sent at all. */
import { AwsError, type Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { malformedXml } from '../errors.ts'
import { type BucketDocument, objectOwnerships } from '../model.ts'
import type { S3 } from '../needs.ts'
import { buckets } from '../store.ts'

interface PutOwnershipInput extends BucketInput {
  readonly OwnershipControls: { readonly Rules: readonly { readonly ObjectOwnership: string }[] }
}

type Ownership = BucketDocument['ownership']

export const putBucketOwnershipControls = (s3: S3): Operation<PutOwnershipInput> => ({
  authorize: onBucket<PutOwnershipInput>(s3, 's3:PutBucketOwnershipControls', ({ OwnershipControls }) => ({
    's3:x-amz-object-ownership': OwnershipControls.Rules[0]?.ObjectOwnership,
  })),
  invoke: async (input, call) => {
    await setOwnership(s3, ownershipOf(input))(input, call)
  },
})

function ownershipOf({ OwnershipControls: { Rules } }: PutOwnershipInput): Ownership {
  const [rule, ...others] = Rules
  const ownership = objectOwnerships.find((one) => one === rule?.ObjectOwnership)
  if (ownership === undefined || others.length > 0) throw malformedXml()
  return ownership
}

export const getBucketOwnershipControls = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:GetBucketOwnershipControls'),
  invoke: (input, call) => {
    const { name, ownership = 'BucketOwnerEnforced' } = requireBucket(s3.store, input, call)
    if (ownership === 'deleted')
      throw new AwsError({
        code: 'OwnershipControlsNotFoundError',
        status: 404,
        message: 'The bucket ownership controls were not found',
        fields: { BucketName: name },
      })
    return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } }
  },
})

/** AWS asks the permission to put for it. */
export const deleteBucketOwnershipControls = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:PutBucketOwnershipControls'),
  invoke: setOwnership(s3, 'deleted'),
})

const setOwnership =
  (s3: S3, ownership: Ownership): Operation<BucketInput>['invoke'] =>
  async (input, call) => {
    await s3.store.write((txn) =>
      buckets.put(txn, input.Bucket, { ...requireBucket(txn, input, call), ownership }),
    )
  }
