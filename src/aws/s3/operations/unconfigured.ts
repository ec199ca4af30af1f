/** The parts of a bucket's configuration that cannot be set here: answered as AWS answers for a bucket where nobody has set them. */
import { AwsError, type Operation } from '../../protocol/index.ts'
import { onBucket } from '../authorize.ts'
import { requireBucket, type BucketInput } from '../buckets.ts'
import type { S3 } from '../needs.ts'

type Unconfigured = { readonly action: string } & (
  | { readonly code: string; readonly message: string }
  /** What holds when nothing is set. */
  | { readonly output: () => unknown }
)

const empty = (): unknown => ({})

const operations: Readonly<Record<string, Unconfigured>> = {
  GetBucketCors: {
    action: 's3:GetBucketCORS',
    code: 'NoSuchCORSConfiguration',
    message: 'The CORS configuration does not exist',
  },
  GetBucketWebsite: {
    action: 's3:GetBucketWebsite',
    code: 'NoSuchWebsiteConfiguration',
    message: 'The specified bucket does not have a website configuration',
  },
  GetBucketReplication: {
    action: 's3:GetReplicationConfiguration',
    code: 'ReplicationConfigurationNotFoundError',
    message: 'The replication configuration was not found',
  },
  GetObjectLockConfiguration: {
    action: 's3:GetBucketObjectLockConfiguration',
    code: 'ObjectLockConfigurationNotFoundError',
    message: 'Object Lock configuration does not exist for this bucket',
  },
  GetBucketAccelerateConfiguration: { action: 's3:GetAccelerateConfiguration', output: empty },
  GetBucketLogging: { action: 's3:GetBucketLogging', output: empty },
  GetBucketNotificationConfiguration: { action: 's3:GetBucketNotification', output: empty },
  GetBucketRequestPayment: {
    action: 's3:GetBucketRequestPayment',
    output: () => ({ Payer: 'BucketOwner' }),
  },
}

export const unconfigured = (s3: S3): Readonly<Record<string, Operation<BucketInput>>> =>
  Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, answerFor(s3, operation)]))

const answerFor = (s3: S3, operation: Unconfigured): Operation<BucketInput> => ({
  authorize: onBucket(s3, operation.action),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    if ('output' in operation) return operation.output()
    const { code, message } = operation
    throw new AwsError({ code, status: 404, message, fields: { BucketName: bucket.name } })
  },
})
