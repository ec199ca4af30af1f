/** Events on their way to one who watches, who may read slower than they come. */
import type { JsonObject } from '../../api/index.ts'

/** How much may wait for a client that does not read. */
export interface QueueBounds {
  readonly events: number
  readonly bytes: number
  readonly sizeOf: (event: JsonObject) => number
}

export interface Queue {
  /** Adds what is there from the start, which does not count as a backlog. */
  readonly begin: (event: JsonObject) => void
  /** Those that came to be at once: a client that is cut off has all of them or none. */
  readonly push: (events: readonly JsonObject[]) => void
  /** No more events; those that wait are still read, unless the client is gone. */
  readonly end: () => void
  /** Calls back once, at once if the end has come already. */
  readonly onEnd: (act: () => void) => void
  readonly events: AsyncIterable<JsonObject>
}

/**
 * When more waits than may, the queue ends behind what waits already: the client reads that far, and goes on from there with
 * a watch of its own. Were all of it dropped, who resumes from long ago would never get on.
 */
export function createQueue(signal: AbortSignal, { events, bytes, sizeOf }: QueueBounds): Queue {
  let waiting: Waiting[] = []
  const backlog = { events: 0, bytes: 0 }
  let ended = signal.aborted
  let wake = (): void => undefined
  let atEnd = (): void => undefined
  const end = (): void => {
    if (!ended) atEnd()
    ended = true
    wake()
  }
  signal.addEventListener('abort', end, { once: true })
  async function* read(): AsyncGenerator<JsonObject> {
    for (;;) {
      const batch = waiting.toReversed()
      waiting = []
      // Let go of one by one: a batch may be all that there is.
      for (let next = batch.pop(); next !== undefined; next = batch.pop()) {
        if (signal.aborted) return
        if (next.counts) {
          backlog.events--
          backlog.bytes -= next.bytes
        }
        yield next.event
      }
      if (waiting.length > 0) continue
      if (ended || signal.aborted) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return {
    begin: (event) => {
      waiting.push({ event, bytes: 0, counts: false })
    },
    push: (batch) => {
      if (ended) return
      for (const event of batch) {
        const size = sizeOf(event)
        waiting.push({ event, bytes: size, counts: true })
        backlog.events++
        backlog.bytes += size
      }
      if (backlog.events > events || backlog.bytes > bytes) end()
      wake()
    },
    end,
    onEnd: (act) => {
      if (ended) act()
      else atEnd = act
    },
    events: read(),
  }
}

interface Waiting {
  readonly event: JsonObject
  readonly bytes: number
  /** Not of those that were there from the start. */
  readonly counts: boolean
}
