/** Delivers events to where trails want them: every few minutes, and when a server stops. */
import { writeDigests } from '../digests/write-digests.ts'
import type { CloudTrailNeeds, TrailEvent } from '../needs.ts'
import { deliverBatch } from './deliver-batch.ts'
import { createOutbox, type Parcel } from './outbox.ts'
import { openRoutes } from './routes.ts'
import { readSpooled, spooledLine } from './spooled-line.ts'

export interface Delivery {
  /** Puts an event in the way of the trails that hold it. */
  readonly add: (event: TrailEvent, line: string) => void
  readonly wantsDataEvents: () => boolean
  /** Takes up what a server that was killed had not delivered. */
  readonly takeUpAgain: () => Promise<void>
  /** Delivers what waits and takes no more. */
  readonly close: () => Promise<void>
}

const fiveMinutes = 5 * 60_000
/** An hour, where deliveries come every five minutes. */
const digestsAfter = 12
const plentyOfText = 64 * 1024 * 1024

export function openDelivery(needs: CloudTrailNeeds): Delivery {
  const { store, spool, onFault, deliverEvery = fiveMinutes, mostWaiting = plentyOfText } = needs
  const routes = openRoutes(needs)
  const outbox = createOutbox(mostWaiting)
  const parts = new Set<string>()
  let dropped = 0
  let delivering = Promise.resolve()

  const addTo = (parcels: readonly Parcel[], event: TrailEvent, line: string): readonly Parcel[] => {
    const taken = parcels.filter((parcel) => outbox.add(parcel, event, line))
    dropped += parcels.length - taken.length
    return taken
  }
  const closePart = (part: string | undefined): void => {
    outbox.close(part)
    if (part !== undefined) parts.add(part)
  }
  const deliverAll = async (isEnd: boolean): Promise<void> => {
    if (dropped > 0)
      onFault(new Error(`${dropped} events of trails were dropped: too many wait for delivery`))
    dropped = 0
    closePart(spool.cut())
    for (const batch of outbox.batches()) if (await deliverBatch(needs, batch)) outbox.remove(batch)
    for (const part of parts) {
      if (outbox.holds(part)) continue
      parts.delete(part)
      await spool.remove(part)
    }
    await writeDigests(needs, digestsAfter * deliverEvery, isEnd)
  }
  const flush = (isEnd = false): Promise<void> => {
    delivering = delivering.then(() => deliverAll(isEnd)).catch(onFault)
    return delivering
  }
  const timer = setInterval(() => void flush(), deliverEvery).unref()

  return {
    add: (event, line) => {
      const parcels = routes.parcelsFor(event)
      if (parcels.length === 0) return
      const taken = addTo(parcels, event, line)
      if (taken.length > 0) spool.append(spooledLine(taken, line))
    },
    wantsDataEvents: routes.wantsDataEvents,
    takeUpAgain: async () => {
      for (const { part, lines } of await spool.left()) {
        for (const spooled of lines.flatMap((line) => readSpooled(store, line)))
          addTo(spooled.parcels, spooled.event, spooled.line)
        closePart(part)
      }
    },
    close: async () => {
      clearInterval(timer)
      await flush()
      // A delivery may make an event itself, when CloudTrail assumes the role of a trail.
      await flush(true)
      routes.close()
      await spool.close()
    },
  }
}
