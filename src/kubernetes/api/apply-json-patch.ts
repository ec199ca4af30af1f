/** JSON Patch (RFC 6902): applies a list of operations to a document and leaves the document itself untouched. */
import { equalJson, isObject } from './json.ts'
import { parsePointer } from './json-pointer.ts'

export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

export type Patched =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string }

/** Copies add up, and a few of them nested would grow a small patch into gigabytes. */
const copyLimit = 3 * 1024 * 1024
const operationLimit = 10_000

/** Applies the operations in order, all or none. The problems are worded as the API server's library words them. */
export function applyJsonPatch(document: unknown, patch: unknown): Patched {
  if (!Array.isArray(patch)) return refuse('json patch is not a list of operations')
  if (patch.length > operationLimit)
    return refuse(`The allowed maximum operations in a JSON patch is ${operationLimit}, got ${patch.length}`)
  try {
    return { ok: true, value: applyAll(document, patch) }
  } catch (error) {
    if (error instanceof DoesNotApply) return refuse(error.message)
    // Copies of a document into itself, again and again, nest deeper than the stack.
    if (error instanceof RangeError) return refuse('the patched document nests too deep')
    throw error
  }
}

const refuse = (problem: string): Patched => ({ ok: false, problem })

/** Leaves the recursion below; it never leaves this file. */
class DoesNotApply extends Error {}

/** All happens within a copy, which this holds as its one member: the document itself has a place like any value. */
interface Root {
  document: unknown
}

function applyAll(document: unknown, patch: readonly unknown[]): unknown {
  const root: Root = { document: structuredClone(document) }
  let copied = 0
  for (const item of patch) {
    const operation = readOperation(item)
    if (operation.op === 'copy') copied += sizeOf(read(root, operation.from, 'copy'))
    if (copied > copyLimit)
      throw new DoesNotApply(
        `Unable to complete the copy, the accumulated size increase of copy is ${copied}`,
      )
    applyOne(root, operation)
  }
  return root.document
}

const sizeOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0

type Operation = { readonly path: string; readonly from: string; readonly value: unknown } & {
  readonly op: JsonPatchOperation['op']
}

function readOperation(item: unknown): Operation {
  if (!isObject(item)) throw new DoesNotApply('json patch operation is not an object')
  const { op, path, from } = item
  if (op !== 'add' && op !== 'remove' && op !== 'replace' && op !== 'move' && op !== 'copy' && op !== 'test')
    throw new DoesNotApply(`Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}`)
  if (typeof path !== 'string') throw new DoesNotApply(`${op} operation failed to decode path: missing value`)
  if ((op === 'move' || op === 'copy') && typeof from !== 'string')
    throw new DoesNotApply(`${op} operation failed to decode from: missing value`)
  if ((op === 'add' || op === 'replace' || op === 'test') && !Object.hasOwn(item, 'value'))
    throw new DoesNotApply(`${op} operation failed to decode value: missing value`)
  return { op, path, from: typeof from === 'string' ? from : '', value: item['value'] }
}

function applyOne(root: Root, { op, path, from, value }: Operation): void {
  switch (op) {
    case 'add':
      return insert(placeOf(root, path, op), structuredClone(value))
    case 'remove':
      return drop(placeOf(root, path, op))
    case 'replace':
      return overwrite(placeOf(root, path, op), structuredClone(value))
    case 'copy':
      return insert(placeOf(root, path, op), structuredClone(read(root, from, op)))
    case 'move':
      return move(root, from, path)
    default:
      if (!equalJson(read(root, path, op), value))
        throw new DoesNotApply(`testing path ${path} failed: test failed`)
  }
}

function move(root: Root, from: string, path: string): void {
  const value = read(root, from, 'move')
  if (path.startsWith(`${from}/`)) throw new DoesNotApply(`move operation puts ${from} below itself: ${path}`)
  if (path === from) return
  drop(placeOf(root, from, 'move'))
  insert(placeOf(root, path, 'move'), value)
}

/** Where a path ends: the object or list that holds it, and the name in there. */
interface Place {
  readonly holder: unknown
  readonly name: string
  readonly missing: () => never
}

function placeOf(root: Root, path: string, op: string): Place {
  const missing = missingAt(op, path)
  const steps = ['document', ...(parsePointer(path) ?? missing())]
  const name = steps.pop()!
  let holder: unknown = root
  for (const step of steps) holder = child({ holder, name: step, missing })
  return { holder, name, missing }
}

const read = (root: Root, path: string, op: string): unknown => child(placeOf(root, path, op))

function child({ holder, name, missing }: Place): unknown {
  if (Array.isArray(holder)) return holder[indexOf(name, holder.length) ?? missing()] as unknown
  return isObject(holder) && Object.hasOwn(holder, name) ? holder[name] : missing()
}

function insert({ holder, name, missing }: Place, value: unknown): void {
  if (Array.isArray(holder))
    holder.splice(name === '-' ? holder.length : (indexOf(name, holder.length + 1) ?? missing()), 0, value)
  else if (isObject(holder)) define(holder, name, value)
  else missing()
}

function overwrite(place: Place, value: unknown): void {
  const { holder, name } = place
  child(place)
  if (Array.isArray(holder)) holder[Number(name)] = value
  else define(holder as object, name, value)
}

function drop(place: Place): void {
  const { holder, name } = place
  child(place)
  if (Array.isArray(holder)) holder.splice(Number(name), 1)
  else delete (holder as Record<string, unknown>)[name]
}

/** `__proto__` is a name like any other here. */
function define(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
}

/** An array index as RFC 6901 section 4 writes it (no sign, no leading zero) and below `limit`. */
function indexOf(name: string, limit: number): number | undefined {
  if (!/^(0|[1-9]\d{0,9})$/.test(name)) return undefined
  const index = Number(name)
  return index < limit ? index : undefined
}

const missingAt = (op: string, path: string) => (): never => {
  throw new DoesNotApply(`${op} operation does not apply: doc is missing path: ${path}: missing value`)
}
