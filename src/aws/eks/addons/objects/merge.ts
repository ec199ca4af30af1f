/** Brings an object to what an add-on wishes it to be, and looks after what others have changed of it meanwhile. */
import { isDeepStrictEqual } from 'node:util'
import { isJson, type Json } from './kube-object.ts'

/** Whose value stays where somebody else has changed one: the add-on's, theirs, or nobody's as it is told as a conflict. */
export type ConflictMode = 'OVERWRITE' | 'PRESERVE' | 'NONE'

export interface MergeWish {
  /** As the add-on made it last; what differs from it now was changed by others. */
  readonly before?: unknown
  readonly now: unknown
  readonly wished: unknown
  readonly mode: ConflictMode
}

export interface Merged {
  readonly value: unknown
  /** Such as `.spec.template.spec.containers[name="aws-node"].image`. */
  readonly conflicts: readonly string[]
}

export function mergeObject(wish: MergeWish): Merged {
  const conflicts: string[] = []
  const value = merge(wish.before, wish.now, wish.wished, '', { mode: wish.mode, conflicts })
  return { value, conflicts }
}

interface Context {
  readonly mode: ConflictMode
  readonly conflicts: string[]
}

function merge(before: unknown, now: unknown, wished: unknown, path: string, context: Context): unknown {
  if (now === undefined) return wished
  if (isJson(now) && isJson(wished)) return mergeMembers(asJson(before), now, wished, path, context)
  const key = keyOf(wished) ?? keyOf(now)
  if (key !== undefined && Array.isArray(now) && Array.isArray(wished))
    return mergeNamed({ before, now, wished, key, path }, context)
  if (isDeepStrictEqual(now, wished)) return now
  if (isDeepStrictEqual(before, now)) return wished
  if (context.mode === 'NONE') context.conflicts.push(path)
  return context.mode === 'OVERWRITE' ? wished : now
}

function mergeMembers(before: Json, now: Json, wished: Json, path: string, context: Context): Json {
  const merged: Record<string, unknown> = { ...now }
  for (const [name, value] of Object.entries(wished))
    merged[name] = merge(before[name], now[name], value, `${path}${memberPath(name)}`, context)
  // What the add-on had made and makes no more goes, unless it is another's by now.
  for (const name of Object.keys(before))
    if (wished[name] === undefined && isLeft(before[name], now[name], context)) delete merged[name]
  return merged
}

const isLeft = (before: unknown, now: unknown, { mode }: Context): boolean =>
  mode === 'OVERWRITE' || contains(now, before)

/** Servers fill in what was not said. */
function contains(now: unknown, before: unknown): boolean {
  if (isJson(before) && isJson(now))
    return Object.entries(before).every(([name, value]) => contains(now[name], value))
  return isDeepStrictEqual(now, before)
}

interface NamedLists {
  readonly before: unknown
  readonly now: readonly unknown[]
  readonly wished: readonly unknown[]
  readonly key: string
  readonly path: string
}

function mergeNamed({ before, now, wished, key, path }: NamedLists, context: Context): readonly unknown[] {
  const find = (list: unknown, name: unknown): unknown =>
    Array.isArray(list) ? list.find((each) => isJson(each) && each[key] === name) : undefined
  const nameIn = (each: unknown): unknown => (isJson(each) ? each[key] : undefined)
  const kept = now.flatMap((each) => {
    const name = nameIn(each)
    const [wish, made] = [find(wished, name), find(before, name)]
    if (wish !== undefined)
      return [merge(made, each, wish, `${path}[${key}=${JSON.stringify(name)}]`, context)]
    return made !== undefined && isLeft(made, each, context) ? [] : [each]
  })
  const added = wished.filter((each) => find(now, nameIn(each)) === undefined)
  return [...kept, ...added]
}

/** By what the elements of a list are told apart; undefined for lists that are taken as one. */
const keyOf = (list: unknown): string | undefined =>
  Array.isArray(list) && list.length > 0
    ? ['name', 'mountPath', 'containerPort'].find((key) =>
        list.every((each) => isJson(each) && ['string', 'number'].includes(typeof each[key])),
      )
    : undefined

const asJson = (value: unknown): Json => (isJson(value) ? value : {})

const memberPath = (name: string): string => `.${name}`
