/** Puts one file of events into the bucket of a trail, and notes how that went. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { sha256Hex } from '../../../kit/index.ts'
import { addToChain, type DigestedFile } from '../digests/chain.ts'
import type { CloudTrailNeeds, TrailEvent } from '../needs.ts'
import { noteStatus } from '../trails/store.ts'
import { type Trail, trailArn } from '../trails/trail.ts'
import { logFileKey } from './layout.ts'
import type { Batch } from './outbox.ts'
import { refusalOf } from './refusal.ts'

const compress = promisify(gzip)

export type BucketNeeds = Pick<CloudTrailNeeds, 'store' | 'clock' | 'random' | 'buckets' | 'onFault'>

export async function deliverToBucket(needs: BucketNeeds, trail: Trail, batch: Batch): Promise<boolean> {
  const { store, clock, random, buckets, onFault } = needs
  const attemptedAt = clock()
  const text = `{"Records":[${batch.lines.join(',')}]}`
  const key = logFileKey(trail, batch, attemptedAt, random)
  const error = await refusalOf(onFault, async () =>
    buckets.put({ ...destinationOf(trail), key, body: await compress(text) }),
  )
  await noteStatus(store, trail, {
    attemptedAt,
    latestError: error,
    ...(error === undefined && { latestAt: attemptedAt }),
  })
  if (error !== undefined) return false
  if (trail.validated)
    await store.write((txn) => addToChain(txn, trail, batch, fileOf(trail, key, text, batch)))
  return true
}

const destinationOf = (trail: Trail) => ({
  bucket: trail.bucket,
  trail: trailArn(trail),
  account: trail.account,
  region: trail.homeRegion,
})

function fileOf({ bucket }: Trail, key: string, text: string, { lines }: Batch): DigestedFile {
  const times = lines.map((line) => (JSON.parse(line) as TrailEvent).eventTime).toSorted()
  return {
    s3Bucket: bucket,
    s3Object: key,
    hashValue: sha256Hex(text),
    hashAlgorithm: 'SHA-256',
    newestEventTime: times.at(-1)!,
    oldestEventTime: times[0]!,
  }
}
