/** Puts one file of events into the bucket of a trail, and notes how that went. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { AwsError } from '../../protocol/index.ts'
import type { CloudTrailNeeds } from '../needs.ts'
import { idOf, statuses, statusId, trails } from '../trails/store.ts'
import { type DeliveryStatus, type Trail, trailArn } from '../trails/trail.ts'
import { logFileKey } from './layout.ts'
import type { Batch } from './outbox.ts'

const compress = promisify(gzip)

export type BatchNeeds = Pick<CloudTrailNeeds, 'store' | 'clock' | 'random' | 'buckets' | 'onFault'>

/** Whether this batch is done with. Those of a trail that is gone are, whatever becomes of them. */
export async function deliverBatch(needs: BatchNeeds, batch: Batch): Promise<boolean> {
  const { store, clock, random, buckets } = needs
  const now = trails(batch.trail.account).get(store, idOf(batch.trail))?.value
  const trail = now ?? batch.trail
  const attemptedAt = clock()
  const error = await refusalOf(needs, async () => {
    const body = await compress(`{"Records":[${batch.lines.join(',')}]}`)
    const key = logFileKey(trail, batch.region, attemptedAt, random)
    await buckets.put({ ...destinationOf(trail), key, body })
  })
  if (now !== undefined)
    await noteStatus(needs, trail, {
      attemptedAt,
      latestError: error,
      ...(error === undefined && {
        latestAt: attemptedAt,
        ...(batch.lastEventId !== undefined && { lastEventId: batch.lastEventId }),
      }),
    })
  return error === undefined || now === undefined
}

const destinationOf = (trail: Trail) => ({
  bucket: trail.bucket,
  trail: trailArn(trail),
  account: trail.account,
  region: trail.homeRegion,
})

/** The code by which S3 refused, as GetTrailStatus tells it. */
async function refusalOf(
  { onFault }: Pick<BatchNeeds, 'onFault'>,
  act: () => Promise<void>,
): Promise<string | undefined> {
  try {
    await act()
    return undefined
  } catch (error) {
    if (error instanceof AwsError) return error.code
    onFault(error)
    return 'InternalError'
  }
}

async function noteStatus({ store }: BatchNeeds, trail: Trail, patch: DeliveryStatus): Promise<void> {
  await store.write((txn) => {
    // Deleted in the meantime: nobody could take the status away again.
    if (trails(trail.account).get(txn, idOf(trail)) === undefined) return
    const before = statuses.get(txn, statusId(trail))?.value
    statuses.put(txn, statusId(trail), { ...before, ...patch })
  })
}
