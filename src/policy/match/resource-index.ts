/** Narrows many statements down to those that may speak of a resource. */
import type { ResourceMatcher } from './resource.ts'

export interface ResourceIndex<Item> {
  /** In the order of the policy. Some of them may not speak of the resource after all. */
  candidatesFor(resource: string): readonly Item[]
}

interface Indexed {
  readonly index: number
  readonly resource: ResourceMatcher | undefined
}

/** Below this many statements looking at each is faster than finding the right ones. */
const few = 6

export function resourceIndex<Item extends Indexed>(items: readonly Item[]): ResourceIndex<Item> {
  if (items.length <= few) return { candidatesFor: () => items }
  const exact = new Map<string, Item[]>()
  const prefixes = new Map<number, Map<string, Item[]>>()
  const others: Item[] = []
  for (const item of items) {
    const patterns = item.resource?.fixed
    if (patterns === undefined || patterns.some(({ shape }) => shape === 'glob' || shape === 'everything')) {
      others.push(item)
      continue
    }
    for (const pattern of patterns) {
      if (pattern.shape === 'exact') push(exact, pattern.text, item)
      if (pattern.shape === 'prefix') push(ofLength(prefixes, pattern.text.length), pattern.text, item)
    }
  }
  const byLength = [...prefixes].sort(([a], [b]) => a - b)
  return { candidatesFor: (resource) => join(others, exact.get(resource), prefixed(byLength, resource)) }
}

/** Looks once for each length of prefix that there is, however many prefixes have it. */
function prefixed<Item>(
  byLength: readonly (readonly [number, ReadonlyMap<string, readonly Item[]>])[],
  resource: string,
): readonly (readonly Item[])[] {
  const found: (readonly Item[])[] = []
  for (const [length, prefixes] of byLength) {
    if (length > resource.length) break
    const items = prefixes.get(resource.slice(0, length))
    if (items !== undefined) found.push(items)
  }
  return found
}

function join<Item extends Indexed>(
  others: readonly Item[],
  exact: readonly Item[] | undefined,
  prefixed: readonly (readonly Item[])[],
): readonly Item[] {
  if (exact === undefined && prefixed.length === 0) return others
  if (others.length === 0 && exact === undefined && prefixed.length === 1) return prefixed[0]!
  if (others.length === 0 && exact !== undefined && prefixed.length === 0) return exact
  const all = new Set([...others, ...(exact ?? []), ...prefixed.flat()])
  return [...all].sort((a, b) => a.index - b.index)
}

function ofLength<Item>(prefixes: Map<number, Map<string, Item[]>>, length: number): Map<string, Item[]> {
  const known = prefixes.get(length)
  if (known !== undefined) return known
  const made = new Map<string, Item[]>()
  prefixes.set(length, made)
  return made
}

function push<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [item])
  // A statement that names a resource twice stands here once.
  else if (list.at(-1) !== item) list.push(item)
}
