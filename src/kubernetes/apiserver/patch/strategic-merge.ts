/** Strategic merge patches: JSON merge patches that know by which member the items of a list are told apart. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, textOf } from '../../api/index.ts'
import type { Field } from '../schema/go-types.ts'
import { fieldsOf, isStruct, mapTypes, underlying, withoutPointer } from '../schema/go-types.ts'
import { orderItems } from './order-items.ts'

/** A patch that asks for what cannot be done, in the words of kube-apiserver. */
export class BadPatch extends Error {}

const directive = '$patch'
const retain = '$retainKeys'
const order = '$setElementOrder/'
const removal = '$deleteFromPrimitiveList/'

/** `type` is the Go type of the document. */
export function applyStrategicMerge(type: string, document: JsonObject, patch: JsonObject): JsonObject {
  const { [directive]: action, [retain]: kept, ...changes } = patch
  if (action === 'replace') return withoutDirectives(changes)
  if (action === 'delete') return {}
  if (action !== undefined && action !== 'merge')
    throw new BadPatch(`unknown patch type found: ${textOf(action) ?? ''}`)
  const keeps = kept === undefined ? undefined : new Set(listOf(kept))
  const members = new Map(Object.entries(document).filter(([name]) => keeps?.has(name) ?? true))
  for (const [name, change] of Object.entries(changes)) changeMember(type, members, name, change)
  for (const [name, wanted] of Object.entries(changes))
    if (name.startsWith(order))
      reorder({ type, members, document, patch }, name.slice(order.length), listOf(wanted))
  return Object.fromEntries(members)
}

function changeMember(type: string, members: Map<string, unknown>, name: string, change: unknown): void {
  if (name.startsWith(order)) return
  if (name.startsWith(removal)) {
    const target = name.slice(removal.length)
    members.set(target, without(listOf(members.get(target)), listOf(change)))
  } else if (change === null) members.delete(name)
  else members.set(name, mergeMember(fieldIn(type, name), members.get(name), change))
}

type Merging = Pick<Field, 'type' | 'patch' | 'mergeKey'>

/** How a member of this type is merged; of what is not known, nothing is. */
function fieldIn(type: string, name: string): Merging {
  const plain = underlying(withoutPointer(type))
  const map = mapTypes(plain)
  if (map !== undefined) return { type: map[1], patch: [] }
  return (isStruct(plain) ? fieldsOf(plain).get(name) : undefined) ?? { type: 'any', patch: [] }
}

function mergeMember(field: Merging, before: unknown, change: unknown): unknown {
  if (isObject(change)) {
    if (field.patch.includes('replace')) return withoutDirectives(change)
    return applyStrategicMerge(withoutPointer(field.type), isObject(before) ? before : {}, change)
  }
  if (!Array.isArray(change)) return change
  if (!field.patch.includes('merge')) return change.map((item: unknown) => withoutDirectives(item))
  const plain = underlying(withoutPointer(field.type))
  const items = listOf(before)
  const { mergeKey } = field
  const merged =
    mergeKey !== undefined
      ? mergeList(plain.replace(/^\[\]/, ''), mergeKey, items, change)
      : [...items, ...without(change, items)]
  // What the patch names comes in its order, even where it does not say that it wants one.
  const identify = identifyBy(mergeKey)
  return orderItems(merged, change.map(identify), items.map(identify), identify)
}

/** Of lists of plain values, which are few or many: each is looked up once. */
function without(items: readonly unknown[], gone: readonly unknown[]): readonly unknown[] {
  const known = new Set(gone.map((item) => JSON.stringify(item)))
  return items.filter((item) => !known.has(JSON.stringify(item)))
}

function mergeList(
  itemType: string,
  key: string,
  before: readonly unknown[],
  changes: readonly unknown[],
): readonly unknown[] {
  const replaces = (item: unknown): boolean => isObject(item) && item[directive] === 'replace'
  if (changes.some(replaces))
    return changes.filter((item) => !replaces(item)).map((item) => withoutDirectives(item))
  // What is gone leaves a hole until the end, so that the places of the others hold.
  const items: unknown[] = [...before]
  const places = new Map<unknown, number>()
  for (const [at, item] of items.entries())
    if (isObject(item) && !places.has(item[key])) places.set(item[key], at)
  for (const change of changes) {
    if (!isObject(change)) throw new BadPatch('expected an object in a list of objects')
    const wanted = change[key]
    if (wanted === undefined) throw new BadPatch(missingKey(change, key))
    const at = places.get(wanted)
    if (change[directive] === 'delete') {
      if (at === undefined) continue
      items[at] = hole
      places.delete(wanted)
    } else if (at === undefined) {
      places.set(wanted, items.length)
      items.push(applyStrategicMerge(itemType, {}, change))
    } else items[at] = applyStrategicMerge(itemType, items[at] as JsonObject, change)
  }
  return items.filter((item) => item !== hole)
}

const hole = Symbol('hole')

const missingKey = (item: JsonObject, key: string): string =>
  `map: map[${Object.entries(item)
    .map(([name, value]) => `${name}:${textOf(value) ?? JSON.stringify(value)}`)
    .join(' ')}] does not contain declared merge key: ${key}`

interface Merged {
  readonly type: string
  readonly members: Map<string, unknown>
  readonly document: JsonObject
  readonly patch: JsonObject
}

function reorder({ type, members, document, patch }: Merged, name: string, wanted: readonly unknown[]): void {
  const { mergeKey } = fieldIn(type, name)
  const items = members.get(name)
  if (!Array.isArray(items)) return
  const identify = identifyBy(mergeKey)
  const sequence = wanted.map(identify)
  const [known, there] = [new Set(sequence), new Set(items.map(identify))]
  const stray = listOf(patch[name]).find((item) => !known.has(identify(item)) && there.has(identify(item)))
  if (stray !== undefined)
    throw new BadPatch(
      `The order in patch list:\n${JSON.stringify(patch[name])}\n doesn't match $setElementOrder list:\n${JSON.stringify(wanted)}`,
    )
  members.set(name, orderItems(items, sequence, listOf(document[name]).map(identify), identify))
}

const identifyBy =
  (mergeKey: string | undefined) =>
  (item: unknown): unknown =>
    mergeKey !== undefined && isObject(item) ? item[mergeKey] : item

/** What is new or replaced as a whole keeps nothing of the patch's own language. */
function withoutDirectives(value: JsonObject): JsonObject
function withoutDirectives(value: unknown): unknown
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutDirectives(item))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== null && !name.startsWith('$'))
      .map(([name, member]) => [name, withoutDirectives(member)]),
  )
}
