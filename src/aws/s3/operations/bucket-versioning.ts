/** PutBucketVersioning and GetBucketVersioning. */
import { AwsError, type Operation, type Values } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { malformedXml, notImplemented } from '../errors.ts'
import type { S3 } from '../needs.ts'
import { buckets } from '../store.ts'
import { refuseUnsupported } from '../unsupported.ts'

interface PutBucketVersioningInput extends BucketInput {
  readonly VersioningConfiguration: { readonly Status?: string; readonly MFADelete?: string }
}

export const putBucketVersioning = (s3: S3): Operation<PutBucketVersioningInput> => ({
  authorize: onBucket(s3, 's3:PutBucketVersioning'),
  invoke: async (input, call) => {
    refuseUnsupported(input as unknown as Values)
    const versioning = statusOf(input)
    await s3.store.write((txn) =>
      buckets.put(txn, input.Bucket, { ...requireBucket(txn, input, call), versioning }),
    )
  },
})

function statusOf({ VersioningConfiguration: { Status, MFADelete } }: PutBucketVersioningInput) {
  if (MFADelete !== undefined && MFADelete !== 'Disabled') throw notImplemented('MfaDelete')
  if (Status === undefined)
    throw new AwsError({
      code: 'IllegalVersioningConfigurationException',
      message: 'The Versioning element must be specified',
    })
  if (Status !== 'Enabled' && Status !== 'Suspended') throw malformedXml()
  return Status
}

export const getBucketVersioning = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:GetBucketVersioning'),
  invoke: (input, call) => ({ Status: requireBucket(s3.store, input, call).versioning }),
})
