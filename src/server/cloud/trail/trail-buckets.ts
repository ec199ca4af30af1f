/** S3 as CloudTrail reaches it: as the service `cloudtrail.amazonaws.com`, let in by the policy of the bucket. */
import type { TrailBuckets, TrailObject } from '../../../aws/cloudtrail/index.ts'
import { AwsError, type ServiceDefinition } from '../../../aws/protocol/index.ts'
import { authorizeCall, cloudTrailFor, makeCall, type TrailCall, type TrailCallNeeds } from './trail-call.ts'

export interface TrailBucketsNeeds extends TrailCallNeeds {
  readonly s3: ServiceDefinition
}

/** What CloudTrail says with each object, and bucket policies for it ask for. */
const acl = { ACL: 'bucket-owner-full-control' }

export function createTrailBuckets(needs: TrailBucketsNeeds): TrailBuckets {
  const callOn = ({ trail, account }: TrailObject, operation: string, region: string): TrailCall => ({
    caller: cloudTrailFor(trail, account),
    service: needs.s3,
    operation,
    region,
    account,
  })
  return {
    check: (object) =>
      inRegionOf(object, async (region) => {
        const { bucket: Bucket, key: Key } = object
        await authorizeCall(needs, callOn(object, 'GetBucketAcl', region), { Bucket })
        await authorizeCall(needs, callOn(object, 'PutObject', region), { Bucket, Key, ...acl })
      }),
    put: ({ body, metadata, ...object }) =>
      inRegionOf(object, (region) =>
        makeCall(needs, callOn(object, 'PutObject', region), {
          Bucket: object.bucket,
          Key: object.key,
          Body: body,
          ContentType: 'application/json',
          ContentEncoding: 'gzip',
          Metadata: metadata,
          ...acl,
        }),
      ),
  }
}

/** A bucket may lie in another region than the trail: S3 says which, as it tells every client. */
async function inRegionOf({ region }: TrailObject, act: (region: string) => Promise<void>): Promise<void> {
  try {
    await act(region)
  } catch (error) {
    const other = error instanceof AwsError ? error.fields['Region'] : undefined
    if (other === undefined || other === region) throw error
    await act(other)
  }
}
