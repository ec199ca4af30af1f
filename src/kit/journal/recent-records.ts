/**
 * The latest records of a journal, bounded. Each is held as its line until somebody looks at it: records are many and
 * looked at rarely, and a line costs the garbage collector a fraction of what the objects in it would.
 */

export interface RecentRecords<Item> {
  /** Takes a record as the journal does, as one line of JSON. */
  readonly add: (line: string) => void
  /** Waits for the records of an earlier run, then gives all that are held, newest first. */
  readonly newestFirst: () => Promise<Iterable<Item>>
}

export interface RecentRecordsNeeds<Item> {
  /** Records of an earlier run, oldest first; asked for once, when somebody looks. Those that were added since may be among them. */
  readonly earlier: () => Promise<readonly Item[]>
  readonly idOf: (record: Item) => string
  /** Told when the records of an earlier run cannot be read. */
  readonly onFault: (fault: unknown) => void
  readonly limit: number
}

export function createRecentRecords<Item extends object>(
  needs: RecentRecordsNeeds<Item>,
): RecentRecords<Item> {
  const { earlier, idOf, onFault, limit } = needs
  let held: (string | Item)[] = []
  let restoring: Promise<void> | undefined

  const restore = async (): Promise<void> => {
    const before = await earlier().catch((fault: unknown) => {
      onFault(fault)
      return []
    })
    const known = new Set(held.map((_, at) => idOf(readAt(held, at))))
    held = [...before.filter((record) => !known.has(idOf(record))), ...held]
  }
  function* newest(): Generator<Item, void, undefined> {
    const records = held
    const oldest = Math.max(0, records.length - limit)
    for (let at = records.length - 1; at >= oldest; at--) yield readAt(records, at)
  }

  return {
    add: (line) => {
      held.push(line)
      // Cut in steps, because each cut moves all that is left.
      if (held.length > limit * 1.25) held = held.slice(-limit)
    },
    newestFirst: async () => {
      await (restoring ??= restore())
      return { [Symbol.iterator]: newest }
    },
  }
}

function readAt<Item extends object>(records: (string | Item)[], at: number): Item {
  const record = records[at]!
  return typeof record === 'string' ? (records[at] = JSON.parse(record) as Item) : record
}
