/** Delivers events to the buckets of trails: every few minutes, and when a server stops. */
import { writeDigests } from '../digests/write-digests.ts'
import type { CloudTrailNeeds, TrailEvent } from '../needs.ts'
import type { Trail } from '../trails/trail.ts'
import { deliverBatch } from './deliver-batch.ts'
import { noteLastEvents } from './note-last-events.ts'
import { type Batch, createOutbox } from './outbox.ts'
import { openRoutes } from './routes.ts'

export interface Delivery {
  /** Puts an event in the way of the trails that hold it. */
  readonly add: (event: TrailEvent, line: string) => void
  /** Puts it in the way of one trail, whatever it holds. */
  readonly addFor: (trail: Trail, event: TrailEvent, line: string) => void
  readonly wantsDataEvents: () => boolean
  /** Delivers what waits; what cannot be delivered goes on waiting. */
  readonly flush: () => Promise<void>
  /** Delivers what waits and takes no more. */
  readonly close: () => Promise<void>
}

const fiveMinutes = 5 * 60_000
/** An hour, where deliveries come every five minutes. */
const digestsAfter = 12
const plentyOfText = 64 * 1024 * 1024

export function openDelivery(needs: CloudTrailNeeds): Delivery {
  const { store, onFault, deliverEvery = fiveMinutes, mostWaiting = plentyOfText } = needs
  const routes = openRoutes(store)
  const outbox = createOutbox(mostWaiting)
  let dropped = 0
  let delivering = Promise.resolve()

  const deliverAll = async (isEnd: boolean): Promise<void> => {
    if (dropped > 0)
      onFault(new Error(`${dropped} events of trails were dropped: too many wait for delivery`))
    dropped = 0
    const delivered: Batch[] = []
    for (const batch of outbox.batches()) {
      if (!(await deliverBatch(needs, batch))) continue
      outbox.remove(batch)
      delivered.push(batch)
    }
    await noteLastEvents(store, delivered, outbox.batches())
    await writeDigests(needs, digestsAfter * deliverEvery, isEnd)
  }
  const flush = (isEnd = false): Promise<void> => {
    delivering = delivering.then(() => deliverAll(isEnd)).catch(onFault)
    return delivering
  }
  const timer = setInterval(() => void flush(), deliverEvery).unref()
  const addFor = (trail: Trail, event: TrailEvent, line: string): void => {
    if (!outbox.add(trail, event, line)) dropped++
  }

  return {
    add: (event, line) => {
      for (const trail of routes.trailsFor(event)) addFor(trail, event, line)
    },
    addFor,
    wantsDataEvents: routes.wantsDataEvents,
    flush: () => flush(),
    close: async () => {
      clearInterval(timer)
      await flush(true)
      routes.close()
    },
  }
}
