/** Events on their way out, by trail, way, account and region, in the order in which they came. */
import type { TrailEvent } from '../needs.ts'
import { type Trail, trailArn } from '../trails/trail.ts'

/** Where a trail delivers to. */
export const ways = ['bucket', 'logs'] as const
export type Way = (typeof ways)[number]

export interface Outbox {
  /** False when there is no room left for it. */
  readonly add: (parcel: Parcel, event: TrailEvent, line: string) => boolean
  /** Closes what is open: it belongs to this part of the spool, and what comes from now on to the next. */
  readonly close: (part: string | undefined) => void
  /** What is closed, and whether anything of a part still waits. */
  readonly batches: () => readonly Batch[]
  readonly holds: (part: string) => boolean
  /** Takes what was delivered, or given up, out again. */
  readonly remove: (batch: Batch) => void
}

export interface Parcel {
  readonly trail: Trail
  readonly way: Way
}

/** What is delivered at once. */
export interface Batch extends Parcel {
  /** `trail` is as it was when the first of these events came. */
  readonly account: string
  readonly region: string
  readonly lines: readonly string[]
}

interface Waiting extends Batch {
  readonly lines: string[]
  length: number
  part?: string
}

/** Letters of a batch: of a file before it is compressed; of log events so many as one call of PutLogEvents takes, whatever the letters. */
const largest: Readonly<Record<Way, number>> = { bucket: 8 * 1024 * 1024, logs: 256 * 1024 }

export function createOutbox(mostWaiting: number): Outbox {
  let closed: Waiting[] = []
  let opened: Waiting[] = []
  const open = new Map<string, Waiting>()
  let length = 0

  const batchFor = ({ trail, way }: Parcel, event: TrailEvent, room: number): Waiting => {
    const region = String(event['awsRegion'])
    const account = String(event['recipientAccountId'])
    const key = `${way} ${trailArn(trail)} ${account} ${region}`
    const found = open.get(key)
    if (found !== undefined && found.length + room <= largest[way]) return found
    const made: Waiting = { trail, way, account, region, lines: [], length: 0 }
    open.set(key, made)
    opened.push(made)
    return made
  }

  return {
    add: (parcel, event, line) => {
      if (length + line.length > mostWaiting) return false
      const batch = batchFor(parcel, event, line.length)
      batch.lines.push(line)
      batch.length += line.length
      length += line.length
      return true
    },
    close: (part) => {
      for (const batch of opened) {
        if (part !== undefined) batch.part = part
        closed.push(batch)
      }
      opened = []
      open.clear()
    },
    batches: () => closed.slice(),
    holds: (part) => closed.some((batch) => batch.part === part),
    remove: (batch) => {
      length -= batch.lines.reduce((sum, line) => sum + line.length, 0)
      closed = closed.filter((each) => each !== batch)
    },
  }
}
