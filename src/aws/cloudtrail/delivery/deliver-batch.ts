/** Delivers one batch the way that it goes; what became of a trail in the meantime is looked up first. */
import { idOf, trails } from '../trails/store.ts'
import type { Trail } from '../trails/trail.ts'
import { deliverToBucket, type BucketNeeds } from './deliver-to-bucket.ts'
import { deliverToLogs, type LogsNeeds } from './deliver-to-logs.ts'
import type { Batch, Way } from './outbox.ts'

type Deliver = (needs: BucketNeeds & LogsNeeds, trail: Trail, batch: Batch) => Promise<boolean>

const deliverers: Readonly<Record<Way, Deliver>> = { bucket: deliverToBucket, logs: deliverToLogs }

/** Whether this batch is done with. Those of a trail that is gone are, whatever becomes of them. */
export async function deliverBatch(needs: BucketNeeds & LogsNeeds, batch: Batch): Promise<boolean> {
  const now = trails(batch.trail.account).get(needs.store, idOf(batch.trail))?.value
  const delivered = await deliverers[batch.way](needs, now ?? batch.trail, batch)
  return delivered || now === undefined
}
