/** Finds the statements that may apply to an action and a resource without looking at the others. */
import type { Statement } from '../document/model.ts'
import { actionPattern } from './action.ts'
import type { Pattern } from './glob.ts'
import { matches } from './glob.ts'
import type { ResourceMatcher } from './resource.ts'
import type { ResourceIndex } from './resource-index.ts'
import { resourceIndex } from './resource-index.ts'

export interface Indexed {
  readonly index: number
  readonly source: Statement
  readonly resource: ResourceMatcher | undefined
}

/** The statements of an action, apart by effect. */
export interface Candidates<Item> {
  readonly deny: ResourceIndex<Item>
  readonly allow: ResourceIndex<Item>
}

export interface ActionIndex<Item> {
  candidatesFor(action: string): Candidates<Item>
}

/** Actions come from operations that are written down, so few are asked about; strangers must not fill memory. */
const rememberedActions = 512

export function actionIndex<Item extends Indexed>(items: readonly Item[]): ActionIndex<Item> {
  const table = tableOf(items)
  const remembered = new Map<string, Candidates<Item>>()
  return {
    candidatesFor(action) {
      const known = remembered.get(action)
      if (known !== undefined) return known
      const candidates = candidatesOf(itemsFor(action.toLowerCase(), table))
      if (remembered.size >= rememberedActions) remembered.clear()
      remembered.set(action, candidates)
      return candidates
    },
  }
}

interface ActionTable<Item> {
  /** By whole action, such as `s3:getobject`. */
  readonly exact: Map<string, Item[]>
  /** By service, such as `s3`, those with wildcards behind the colon. */
  readonly services: Map<string, { pattern: Pattern; item: Item }[]>
  /** NotAction, `*`, and whatever has a wildcard before the colon. */
  readonly elsewhere: { test: (action: string) => boolean; item: Item }[]
}

function tableOf<Item extends Indexed>(items: readonly Item[]): ActionTable<Item> {
  const table: ActionTable<Item> = { exact: new Map(), services: new Map(), elsewhere: [] }
  for (const item of items) {
    const { negated, patterns: sources } = item.source.action
    const patterns = sources.map(actionPattern)
    if (negated) {
      const test = (action: string): boolean => !patterns.some((pattern) => matches(pattern, action))
      table.elsewhere.push({ test, item })
      continue
    }
    for (const pattern of patterns) add(table, pattern, item)
  }
  return table
}

function add<Item>(table: ActionTable<Item>, pattern: Pattern, item: Item): void {
  if (pattern.shape === 'exact') {
    push(table.exact, pattern.text, item)
    return
  }
  if (pattern.shape === 'prefix' && pattern.text.includes(':'))
    push(table.services, serviceOf(pattern.text), { pattern, item })
  else table.elsewhere.push({ test: (action) => matches(pattern, action), item })
}

function itemsFor<Item extends Indexed>(action: string, table: ActionTable<Item>): readonly Item[] {
  const found = new Set<Item>(table.exact.get(action))
  for (const { pattern, item } of table.services.get(serviceOf(action)) ?? [])
    if (matches(pattern, action)) found.add(item)
  for (const { test, item } of table.elsewhere) if (test(action)) found.add(item)
  return [...found].sort((a, b) => a.index - b.index)
}

const serviceOf = (action: string): string => action.split(':')[0]!

const candidatesOf = <Item extends Indexed>(items: readonly Item[]): Candidates<Item> => ({
  deny: resourceIndex(items.filter((item) => item.source.effect === 'Deny')),
  allow: resourceIndex(items.filter((item) => item.source.effect === 'Allow')),
})

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
