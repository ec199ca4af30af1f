/** Entries by key, in order; and one table seen through the changes that lie over it. */
import { SortedKeys } from './sorted-keys.ts'
import type { Entry, Range } from './store.ts'

/** Something that can be read as a store's state. */
export interface View {
  get(key: string): Entry | undefined
  /** Entries under a prefix, in order. Whoever walks it must not change the view meanwhile. */
  under(prefix: string, after: string | undefined): Iterable<Entry>
}

export class Table<Item> {
  readonly #items = new Map<string, Item>()
  readonly #keys = new SortedKeys()

  get size(): number {
    return this.#items.size
  }

  get(key: string): Item | undefined {
    return this.#items.get(key)
  }

  set(key: string, item: Item): void {
    if (!this.#items.has(key)) this.#keys.add(key)
    this.#items.set(key, item)
  }

  delete(key: string): void {
    if (this.#items.delete(key)) this.#keys.delete(key)
  }

  *under(prefix: string, after: string | undefined): Generator<Item, void> {
    for (const key of this.#keys.under(prefix, after)) yield this.#items.get(key)!
  }
}

/** What an uncommitted change leaves under a key. */
export type Layered = Entry | { readonly key: string; readonly revision: number; readonly deleted: true }

/** `base` as it looks with the changes of `top` over it. */
export function layer(base: View, top: Table<Layered>): View {
  return {
    get: (key) => {
      const over = top.get(key)
      if (over === undefined) return base.get(key)
      return 'deleted' in over ? undefined : over
    },
    under: (prefix, after) =>
      top.size === 0 ? base.under(prefix, after) : merge(base.under(prefix, after), top.under(prefix, after)),
  }
}

function* merge(base: Iterable<Entry>, top: Iterable<Layered>): Generator<Entry, void> {
  const below = base[Symbol.iterator]()
  let under = below.next()
  for (const over of top) {
    for (; !under.done && under.value.key < over.key; under = below.next()) yield under.value
    if (!under.done && under.value.key === over.key) under = below.next()
    if (!('deleted' in over)) yield over
  }
  for (; !under.done; under = below.next()) yield under.value
}

/** Reads a range of a view into a list. */
export function listOf(view: View, prefix: string, range: Range | undefined): Entry[] {
  const limit = range?.limit ?? Infinity
  const entries: Entry[] = []
  if (limit <= 0) return entries
  for (const entry of view.under(prefix, range?.after)) if (entries.push(entry) >= limit) break
  return entries
}
