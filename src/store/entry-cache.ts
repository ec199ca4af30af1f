/** The entries that were looked at last, and the keys under which nothing was found; bounded. */
import type { Layered } from './table.ts'

/** What a key and its place in the maps take, about. */
const overhead = 100

/**
 * Two generations: what is used comes to the young one, and when that is half of all, the old one is forgotten.
 * So a use costs a look and no order is kept.
 */
export class EntryCache {
  readonly #half: number
  #young = new Map<string, Kept>()
  #old = new Map<string, Kept>()
  #youngSize = 0

  /** `limit` in bytes, about. */
  constructor(limit: number) {
    this.#half = limit / 2
  }

  get(key: string): Layered | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young.item
    const old = this.#old.get(key)
    if (old === undefined) return undefined
    this.#keep(key, old)
    return old.item
  }

  set(key: string, item: Layered, size: number): void {
    this.#keep(key, { item, size: size + key.length + overhead })
  }

  #keep(key: string, kept: Kept): void {
    this.#youngSize += kept.size - (this.#young.get(key)?.size ?? 0)
    this.#young.set(key, kept)
    this.#old.delete(key)
    if (this.#youngSize <= this.#half) return
    this.#old = this.#young
    this.#young = new Map()
    this.#youngSize = 0
  }
}

interface Kept {
  readonly item: Layered
  readonly size: number
}
