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
  const prefixes = new Map<number, Prefixes<Item>>()
  const others: Item[] = []
  for (const item of items) {
    const patterns = item.resource?.fixed
    if (patterns === undefined || patterns.some(({ shape }) => shape === 'glob' || shape === 'everything')) {
      others.push(item)
      continue
    }
    for (const pattern of patterns) {
      if (pattern.shape === 'exact') push(exact, pattern.text, item)
      if (pattern.shape === 'prefix') addPrefix(prefixes, pattern.text, item)
    }
  }
  const byLength = [...prefixes.values()].sort((a, b) => a.length - b.length)
  return { candidatesFor: (resource) => join(others, exact.get(resource), prefixed(byLength, resource)) }
}

/** Prefixes of one length. */
interface Prefixes<Item> {
  readonly length: number
  /** How they end, mostly in a slash: a glance at one letter rules most lengths out. */
  readonly lastLetters: Set<string>
  readonly items: Map<string, Item[]>
}

/** Looks once for each length of prefix that there is, however many prefixes have it. */
function prefixed<Item>(byLength: readonly Prefixes<Item>[], resource: string): readonly (readonly Item[])[] {
  const found: (readonly Item[])[] = []
  for (const { length, lastLetters, items } of byLength) {
    if (length > resource.length) break
    if (!lastLetters.has(resource[length - 1]!)) continue
    const those = items.get(resource.slice(0, length))
    if (those !== undefined) found.push(those)
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

function addPrefix<Item>(prefixes: Map<number, Prefixes<Item>>, text: string, item: Item): void {
  const { length } = text
  const known = prefixes.get(length) ?? { length, lastLetters: new Set(), items: new Map<string, Item[]>() }
  prefixes.set(length, known)
  known.lastLetters.add(text[length - 1]!)
  push(known.items, text, item)
}

function push<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [item])
  // A statement that names a resource twice stands here once.
  else if (list.at(-1) !== item) list.push(item)
}
