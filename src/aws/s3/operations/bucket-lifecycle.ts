/** PutBucketLifecycleConfiguration, GetBucketLifecycleConfiguration and DeleteBucketLifecycle. */
import { AwsError, type Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import { malformedXml } from '../errors.ts'
import { checkRules, type GivenRule } from '../lifecycle/check-rules.ts'
import type { LifecycleRule } from '../lifecycle/rule.ts'
import type { S3 } from '../needs.ts'
import { buckets } from '../store.ts'

interface PutLifecycleInput extends BucketInput {
  readonly LifecycleConfiguration?: { readonly Rules: readonly GivenRule[] }
  readonly TransitionDefaultMinimumObjectSize?: string
}

export const putBucketLifecycleConfiguration = (s3: S3): Operation<PutLifecycleInput> => ({
  authorize: onBucket(s3, 's3:PutLifecycleConfiguration'),
  invoke: async (input, call) => {
    if (input.LifecycleConfiguration === undefined) throw malformedXml()
    const newId = (): string => Buffer.from(s3.random(18)).toString('base64url')
    const lifecycle = {
      rules: checkRules(input.LifecycleConfiguration.Rules, newId),
      leastTransition: input.TransitionDefaultMinimumObjectSize ?? 'all_storage_classes_128K',
    }
    await s3.store.write((txn) =>
      buckets.put(txn, input.Bucket, { ...requireBucket(txn, input, call), lifecycle }),
    )
    return { TransitionDefaultMinimumObjectSize: lifecycle.leastTransition }
  },
})

export const getBucketLifecycleConfiguration = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:GetLifecycleConfiguration'),
  invoke: (input, call) => {
    const { name, lifecycle } = requireBucket(s3.store, input, call)
    if (lifecycle === undefined)
      throw new AwsError({
        code: 'NoSuchLifecycleConfiguration',
        status: 404,
        message: 'The lifecycle configuration does not exist',
        fields: { BucketName: name },
      })
    return {
      Rules: lifecycle.rules.map(shown),
      TransitionDefaultMinimumObjectSize: lifecycle.leastTransition,
    }
  },
})

const shown = ({ Expiration, Transitions, ...rule }: LifecycleRule) => ({
  ...rule,
  Expiration: Expiration && withDate(Expiration),
  Transitions: Transitions?.map(withDate),
})

const withDate = <Timed extends { readonly Date?: string }>({ Date: date, ...rest }: Timed) =>
  date === undefined ? rest : { ...rest, Date: new Date(date) }

/** AWS asks the permission to put for it. */
export const deleteBucketLifecycle = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:PutLifecycleConfiguration'),
  invoke: async (input, call) => {
    await s3.store.write((txn) => {
      const { lifecycle: _lifecycle, ...bucket } = requireBucket(txn, input, call)
      buckets.put(txn, input.Bucket, bucket)
    })
  },
})
