/** A trail that delivers to a bucket of the installation, and the events that it delivered. */
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { play, type Stage } from './stage.ts'

export const trailBucket = 'trail-files'

/** As AWS's documentation of trails writes it. */
export const trailPolicy = (account: string, bucket = trailBucket): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:GetBucketAcl',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:us-east-1:${account}:trail/main` } },
    },
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${bucket}/AWSLogs/${account}/*`,
      Condition: {
        StringEquals: {
          's3:x-amz-acl': 'bucket-owner-full-control',
          'aws:SourceArn': `arn:aws:cloudtrail:us-east-1:${account}:trail/main`,
        },
      },
    },
  ],
})

/** The trail `main`, which is logging. */
export async function openTrail(stage: Stage, selectors?: object): Promise<void> {
  const Bucket = trailBucket
  await play(stage, { call: 's3:CreateBucket', input: { Bucket } })
  const Policy = JSON.stringify(trailPolicy(stage.installation.account))
  await play(stage, { call: 's3:PutBucketPolicy', input: { Bucket, Policy } })
  await play(stage, { call: 'cloudtrail:CreateTrail', input: { Name: 'main', S3BucketName: Bucket } })
  if (selectors !== undefined)
    await play(stage, { call: 'cloudtrail:PutEventSelectors', input: { TrailName: 'main', ...selectors } })
  await play(stage, { call: 'cloudtrail:StartLogging', input: { Name: 'main' } })
}

/** Waits for the first event that fits. */
export async function findDelivered<Event>(stage: Stage, fits: (event: Event) => boolean): Promise<Event> {
  for (let round = 0; round < 100; round++) {
    const found = (await deliveredEvents<Event>(stage)).find(fits)
    if (found !== undefined) return found
    await wait(100)
  }
  throw new Error('no such event was delivered')
}

/** A file never changes, so it is fetched once. */
const read = new WeakMap<Stage, Map<string, readonly unknown[]>>()

export async function deliveredEvents<Event>(stage: Stage): Promise<readonly Event[]> {
  const { s3 } = stage.installation.clientsOf(stage.installation.admin)
  const files = read.get(stage) ?? new Map<string, readonly unknown[]>()
  read.set(stage, files)
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: trailBucket }))
  for (const { Key } of Contents) {
    if (Key === undefined || files.has(Key) || !Key.includes('/CloudTrail/')) continue
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: trailBucket, Key }))
    const text = gunzipSync(await Body!.transformToByteArray()).toString()
    files.set(Key, (JSON.parse(text) as { Records: readonly unknown[] }).Records)
  }
  return [...files.values()].flat() as readonly Event[]
}
