/** Events on their way to buckets, by trail and region, in the order in which they came. */
import type { TrailEvent } from '../needs.ts'
import { type Trail, trailArn } from '../trails/trail.ts'

export interface Outbox {
  /** False when there is no room left for it. */
  readonly add: (trail: Trail, event: TrailEvent, line: string) => boolean
  readonly batches: () => readonly Batch[]
  /** Takes what was delivered, or given up, out again. */
  readonly remove: (batch: Batch) => void
}

/** What goes into one file. */
export interface Batch {
  /** As it was when the first of these events came. */
  readonly trail: Trail
  readonly region: string
  readonly lines: readonly string[]
  /** The last management event among them, and how many events came before it in all. */
  readonly last?: { readonly eventId: string; readonly place: number }
}

interface Waiting {
  readonly trail: Trail
  readonly region: string
  lines: string[]
  length: number
  last?: { readonly eventId: string; readonly place: number }
}

/** Letters of a file before it is compressed. */
const largestFile = 8 * 1024 * 1024

export function createOutbox(mostWaiting: number): Outbox {
  let waiting: Waiting[] = []
  const open = new Map<string, Waiting>()
  let length = 0
  let place = 0

  const fileFor = (trail: Trail, region: string): Waiting => {
    const key = `${trailArn(trail)} ${region}`
    const found = open.get(key)
    if (found !== undefined && found.length < largestFile) return found
    const made = { trail, region, lines: [], length: 0 }
    open.set(key, made)
    waiting.push(made)
    return made
  }

  return {
    add: (trail, event, line) => {
      if (length + line.length > mostWaiting) return false
      const file = fileFor(trail, String(event['awsRegion']))
      file.lines.push(line)
      file.length += line.length
      length += line.length
      if (event['eventCategory'] !== 'Data') file.last = { eventId: event.eventID, place: place++ }
      return true
    },
    batches: () => {
      // What comes from now on belongs to the next files.
      open.clear()
      return waiting.slice()
    },
    remove: (batch) => {
      length -= batch.lines.reduce((sum, line) => sum + line.length, 0)
      waiting = waiting.filter((each) => each !== batch)
    },
  }
}
