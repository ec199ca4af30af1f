/** Notes how far each trail has come, so that the next start knows what a killed one left undelivered. */
import type { Store } from '../../../store/index.ts'
import { noteStatus } from '../trails/store.ts'
import { trailArn } from '../trails/trail.ts'
import type { Batch } from './outbox.ts'

/** A trail of which something still waits stays where it was: rather an event twice than never. */
export async function noteLastEvents(
  store: Store,
  delivered: readonly Batch[],
  waiting: readonly Batch[],
): Promise<void> {
  const behind = new Set(waiting.filter(({ last }) => last !== undefined).map(({ trail }) => trailArn(trail)))
  const newest = new Map<string, Batch>()
  for (const batch of delivered) {
    const arn = trailArn(batch.trail)
    if (behind.has(arn) || batch.last === undefined) continue
    if ((newest.get(arn)?.last?.place ?? -1) < batch.last.place) newest.set(arn, batch)
  }
  for (const { trail, last } of newest.values())
    await noteStatus(store, trail, { lastEventId: last!.eventId })
}
