/** A committed state too large for memory: entries are read from the file when they are asked for, and kept for a while. */
import type { DatabaseSync } from 'node:sqlite'
import { readDocument } from './document.ts'
import { EntryCache } from './entry-cache.ts'
import type { State } from './state.ts'
import { UnusableState, type Entry } from './store.ts'
import { layer, Table, type Layered, type View } from './table.ts'

/** Greater than any character of a key. */
const pastAll = '\u{10FFFF}'

/** As many rows as the first look at a range reads; each further look reads four times as many, up to the last. */
const [firstRows, mostRows] = [16, 1024]

interface Row {
  readonly key: string
  readonly value: string
  readonly create_revision: number
  readonly revision: number
}

/** `cacheSize` in characters of JSON. The file must be one that only the writer of this store changes. */
export function createDiskState(db: DatabaseSync, cacheSize: number): State {
  const cache = new EntryCache(cacheSize)
  const held = new Table<Layered>()
  let heldKeys: readonly string[] = []
  const one = db.prepare('SELECT key, value, create_revision, revision FROM entries WHERE key = ?')
  const some = db.prepare(
    'SELECT key, value, create_revision, revision FROM entries WHERE key >= ? AND key < ? ORDER BY key LIMIT ?',
  )

  function entryOf(row: Row): Entry {
    const known = cache.get(row.key)
    if (known?.revision === row.revision && !('deleted' in known)) return known
    const entry = parse(row)
    cache.set(row.key, entry, row.value.length)
    return entry
  }

  function look(key: string): Layered {
    const known = cache.get(key)
    if (known !== undefined) return known
    const row = one.get(key) as Row | undefined
    if (row !== undefined) return entryOf(row)
    const absent = absence(key)
    cache.set(key, absent, 0)
    return absent
  }

  function* walk(prefix: string, after: string | undefined): Generator<Entry, void> {
    // The key that comes next after another is the same with a character 0 behind it.
    let from = after !== undefined && after >= prefix ? `${after}\0` : prefix
    for (let limit = firstRows; ; limit = Math.min(limit * 4, mostRows)) {
      const rows = some.all(from, prefix + pastAll, limit) as unknown as readonly Row[]
      for (const row of rows) yield entryOf(row)
      if (rows.length < limit) return
      from = `${rows.at(-1)!.key}\0`
    }
  }

  const disk: View = { get: (key) => presence(look(key)), under: walk }
  const seen = layer(disk, held)
  return {
    get: (key) => seen.get(key),
    under: (prefix, after) => seen.under(prefix, after),
    set(entry, size) {
      cache.set(entry.key, entry, size)
      if (held.get(entry.key) !== undefined) held.set(entry.key, entry)
    },
    delete(key) {
      const absent = absence(key)
      cache.set(key, absent, 0)
      if (held.get(key) !== undefined) held.set(key, absent)
    },
    hold(keys) {
      heldKeys = keys
      for (const key of keys) held.set(key, look(key))
    },
    release() {
      for (const key of heldKeys) held.delete(key)
    },
  }
}

const absence = (key: string): Layered => ({ key, revision: 0, deleted: true })

const presence = (item: Layered): Entry | undefined => ('deleted' in item ? undefined : item)

function parse(row: Row): Entry {
  try {
    return {
      key: row.key,
      value: readDocument(row.value),
      createRevision: row.create_revision,
      revision: row.revision,
    }
  } catch (cause) {
    throw new UnusableState(`the state is damaged: what stands under \`${row.key}\` is no JSON`, { cause })
  }
}
