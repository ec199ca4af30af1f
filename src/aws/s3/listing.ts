/** Lists names in the order of their bytes, those that share a beginning up to a delimiter rolled up into one. */
import type { Reader } from '../../store/index.ts'

export interface ListingFacts {
  /** The store's prefix before the names. */
  readonly base: string
  /** Names must begin with it; `ordered` like all names here, see store.ts. */
  readonly prefix: string
  /** Empty for none. */
  readonly delimiter: string
  /** Only what comes after this position or common prefix. */
  readonly after: string | undefined
  readonly limit: number
  /** The name in what follows the base in a key of the store. */
  readonly nameOf?: (rest: string) => string
}

export type Listed<Value> =
  | { readonly kind: 'entry'; readonly name: string; readonly value: Value; readonly position: string }
  | { readonly kind: 'prefix'; readonly name: string; readonly position: string }

export interface Listing<Value> {
  readonly items: readonly Listed<Value>[]
  /** Whether more would follow. */
  readonly truncated: boolean
}

/** No byte of UTF-8 is 0xff, so this comes after all that begins with the prefix. */
const endOf = (prefix: string): string => `${prefix}\u00ff`

export function listNames<Value>(from: Reader, facts: ListingFacts): Listing<Value> {
  const items: Listed<Value>[] = []
  if (facts.limit <= 0) return { items, truncated: false }
  for (const item of walk<Value>(from, facts)) {
    if (items.length === facts.limit) return { items, truncated: true }
    items.push(item)
  }
  return { items, truncated: false }
}

function* walk<Value>(
  from: Reader,
  { base, prefix, delimiter, after, limit, nameOf = (rest) => rest }: ListingFacts,
): Generator<Listed<Value>> {
  let position = after
  // A common prefix jumps over all that it stands for, so few entries are fetched where there may be one.
  const batch = delimiter === '' ? Math.min(limit + 1, 1001) : 64
  for (;;) {
    const start = position === undefined ? undefined : base + position
    const entries = from.list<Value>(base + prefix, { after: start, limit: batch })
    for (const { key, value } of entries) {
      position = key.slice(base.length)
      const name = nameOf(position)
      const common = commonPrefix(name, prefix, delimiter)
      if (common === undefined) {
        yield { kind: 'entry', name, value, position }
        continue
      }
      position = endOf(common)
      if (common !== after) yield { kind: 'prefix', name: common, position }
      break
    }
    if (entries.length === 0) return
  }
}

function commonPrefix(name: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const at = name.indexOf(delimiter, prefix.length)
  return at === -1 ? undefined : name.slice(0, at + delimiter.length)
}
