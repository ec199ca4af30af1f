/** Remembers what was made of documents for as long as none of those documents changes. */
import { BoundedMap } from '../../kit/index.ts'
import type { Reader, Store } from '../../store/index.ts'

interface Made<Value> {
  readonly value: Value
  /** The revision of every document that was read, 0 for one that was absent. */
  readonly read: ReadonlyMap<string, number>
  checkedAt: number
}

export interface RevisionCache<Value> {
  /** The value under `key`; `make` reads through the reader it is given, which notes what the value rests on. */
  get(key: string, make: (from: Reader) => Value): Value
}

export function revisionCache<Value>(store: Store, limit: number): RevisionCache<Value> {
  const known = new BoundedMap<string, Made<Value>>(limit)
  const isCurrent = (made: Made<Value>): boolean => {
    // Asked for before the documents are: a store that lags may move on between two reads.
    const now = store.revision
    if (made.checkedAt === now) return true
    for (const [key, revision] of made.read) if ((store.get(key)?.revision ?? 0) !== revision) return false
    made.checkedAt = now
    return true
  }
  return {
    get: (key, make) => {
      const before = known.get(key)
      if (before !== undefined && isCurrent(before)) return before.value
      const read = new Map<string, number>()
      const checkedAt = store.revision
      const value = make(notingReader(store, read))
      // Callers choose the keys that are looked up, so what is not there must not push out what is.
      if (value !== undefined) known.set(key, { value, read, checkedAt })
      return value
    },
  }
}

const notingReader = (store: Store, read: Map<string, number>): Reader => ({
  get: (key) => {
    const entry = store.get<never>(key)
    read.set(key, entry?.revision ?? 0)
    return entry
  },
  list: () => {
    throw new Error('what is cached by revision must not rest on a list')
  },
})
