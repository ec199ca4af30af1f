/** The committed state that an engine shows, and the plainest of its kind: all of it in memory. */
import type { Entry } from './store.ts'
import { Table, type View } from './table.ts'

export interface State extends View {
  /** `size` is about as many bytes as the entry takes. */
  set(entry: Entry, size: number): void
  delete(key: string): void
  /** From here to `release`, what is to be seen under these keys is what was set last, though the disk may be ahead. */
  hold(keys: readonly string[]): void
  release(): void
}

export function createWholeState(entries: Iterable<Entry>): State {
  const table = new Table<Entry>()
  for (const entry of entries) table.set(entry.key, entry)
  return {
    get: (key) => table.get(key),
    under: (prefix, after) => table.under(prefix, after),
    set: (entry) => table.set(entry.key, entry),
    delete: (key) => table.delete(key),
    hold: () => undefined,
    release: () => undefined,
  }
}
