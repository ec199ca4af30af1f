/** Finds the bucket that a call is about, and refuses the call where the bucket is not there or not as the call expects it. */
import { AwsError, type Call } from '../protocol/index.ts'
import type { Reader } from '../../store/index.ts'
import { accessDenied, noSuchBucket } from './errors.ts'
import type { BucketDocument } from './model.ts'
import { buckets } from './store.ts'

export interface BucketInput {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string
}

export const findBucket = (from: Reader, name: string): BucketDocument | undefined =>
  buckets.get(from, name)?.value

/** S3 says that there is no bucket before it asks who may know that. */
export function requireBucket(from: Reader, input: BucketInput, call: Call): BucketDocument {
  const bucket = requireBucketAnywhere(from, input)
  requireRegion(bucket, call)
  return bucket
}

/** For the operations that any region answers. */
export function requireBucketAnywhere(from: Reader, input: BucketInput): BucketDocument {
  const bucket = findBucket(from, input.Bucket)
  if (bucket === undefined) throw noSuchBucket(input.Bucket)
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== bucket.account)
    throw accessDenied()
  return bucket
}

/** Clients read the right region from the header and sign again for it. */
function requireRegion(bucket: BucketDocument, call: Call): void {
  if (bucket.region === call.region || call.caller.principal.kind === 'anonymous') return
  throw new AwsError({
    code: 'AuthorizationHeaderMalformed',
    status: 400,
    message: `The authorization header is malformed; the region '${call.region}' is wrong; expecting '${bucket.region}'`,
    fields: { Region: bucket.region },
    headers: { 'x-amz-bucket-region': bucket.region },
  })
}

export const bucketArn = (bucket: Pick<BucketDocument, 'partition' | 'name'>): string =>
  `arn:${bucket.partition}:s3:::${bucket.name}`

export const objectArn = (bucket: Pick<BucketDocument, 'partition' | 'name'>, key: string): string =>
  `${bucketArn(bucket)}/${key}`
