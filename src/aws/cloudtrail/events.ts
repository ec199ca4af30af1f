/** The latest events, bounded, newest first for whoever looks. */
import type { CloudTrailNeeds, TrailEvent } from './needs.ts'

export interface Events {
  readonly add: (event: TrailEvent) => void
  /** Waits for the events of an earlier run, then gives all that are held, newest first. */
  readonly newestFirst: () => Promise<readonly TrailEvent[]>
}

const heldInMemory = 10_000

export function createEvents({ append, earlier, onFault, limit = heldInMemory }: CloudTrailNeeds): Events {
  let held: TrailEvent[] = []
  let restoring: Promise<void> | undefined

  const readEarlier = async (): Promise<readonly TrailEvent[]> => {
    try {
      return (await earlier?.()) ?? []
    } catch (fault) {
      onFault(fault)
      return []
    }
  }
  const restore = async (): Promise<void> => {
    const before = await readEarlier()
    const known = new Set(held.map((event) => event.eventID))
    held = [...before.filter((event) => !known.has(event.eventID)), ...held].slice(-limit)
  }

  return {
    add: (event) => {
      held.push(event)
      // Cut in steps, because each cut moves all that is left.
      if (held.length > limit * 1.25) held = held.slice(-limit)
      append(event)
    },
    newestFirst: async () => {
      await (restoring ??= restore())
      return held.slice(-limit).toReversed()
    },
  }
}
