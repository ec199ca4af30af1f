/** Where a trail is told to deliver to: CloudTrail must be let in there before the trail is taken. */
import { AwsError } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { logFolder } from '../delivery/layout.ts'
import { insufficientBucketPolicy, invalidBucketName, invalidPrefix, noBucket } from '../errors.ts'
import { type Trail, trailArn } from './trail.ts'

const longestPrefix = 200

export function checkDestinationNames({ bucket, prefix = '' }: Pick<Trail, 'bucket' | 'prefix'>): void {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw invalidBucketName(bucket)
  if (prefix.length > longestPrefix)
    throw invalidPrefix(`S3 prefix is longer than maximum length: ${longestPrefix}`)
  if (prefix.split('/').some((part) => part === '..' || part === '.'))
    throw invalidPrefix('S3 prefix must not hold . or .. between slashes')
}

export async function requireDestination({ buckets }: CloudTrailContext, trail: Trail): Promise<void> {
  checkDestinationNames(trail)
  try {
    await buckets.check({
      bucket: trail.bucket,
      key: `${logFolder(trail, trail.account)}/CloudTrail/`,
      trail: trailArn(trail),
      account: trail.account,
      region: trail.homeRegion,
    })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw error.code === 'NoSuchBucket' ? noBucket(trail.bucket) : insufficientBucketPolicy(trail.bucket)
  }
}
