/** JSON Patch (RFC 6902): applies a list of operations to a document and leaves the document itself untouched. */
import { equalJson, isObject, withMember, withoutMember } from './json.ts'
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

function applyAll(document: unknown, patch: readonly unknown[]): unknown {
  let copied = 0
  let current = document
  for (const item of patch) {
    const operation = readOperation(item)
    if (operation.op === 'copy') copied += JSON.stringify(read(current, operation.from, 'copy'))?.length ?? 0
    if (copied > copyLimit)
      throw new DoesNotApply(
        `Unable to complete the copy, the accumulated size increase of copy is ${copied}`,
      )
    current = applyOne(current, operation)
  }
  return current
}

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

function applyOne(document: unknown, { op, path, from, value }: Operation): unknown {
  switch (op) {
    case 'add':
      return write(document, path, op, insert(value))
    case 'remove':
      return write(document, path, op, drop)
    case 'replace':
      return write(document, path, op, overwrite(value))
    case 'copy':
      return write(document, path, op, insert(read(document, from, op)))
    case 'move':
      return move(document, from, path)
    default:
      if (equalJson(read(document, path, op), value)) return document
      throw new DoesNotApply(`testing path ${path} failed: test failed`)
  }
}

function move(document: unknown, from: string, path: string): unknown {
  const value = read(document, from, 'move')
  if (path.startsWith(`${from}/`)) throw new DoesNotApply(`move operation puts ${from} below itself: ${path}`)
  if (path === from) return document
  return write(write(document, from, 'move', drop), path, 'move', insert(value))
}

/** What to do with the last step of a path; undefined drops the whole document. */
type Edit = (holder: unknown, name: string, missing: () => never) => unknown

const insert =
  (value: unknown): Edit =>
  (holder, name, missing) => {
    if (Array.isArray(holder)) {
      const at = name === '-' ? holder.length : indexOf(name, holder.length + 1)
      return at === undefined ? missing() : holder.toSpliced(at, 0, value)
    }
    return isObject(holder) ? withMember(holder, name, value) : missing()
  }

const overwrite =
  (value: unknown): Edit =>
  (holder, name, missing) => {
    if (Array.isArray(holder)) {
      const at = indexOf(name, holder.length)
      return at === undefined ? missing() : holder.with(at, value)
    }
    return isObject(holder) && Object.hasOwn(holder, name) ? withMember(holder, name, value) : missing()
  }

const drop: Edit = (holder, name, missing) => {
  if (Array.isArray(holder)) {
    const at = indexOf(name, holder.length)
    return at === undefined ? missing() : holder.toSpliced(at, 1)
  }
  return isObject(holder) && Object.hasOwn(holder, name) ? withoutMember(holder, name) : missing()
}

/** An array index as RFC 6901 section 4 writes it (no sign, no leading zero) and below `limit`. */
function indexOf(name: string, limit: number): number | undefined {
  if (!/^(0|[1-9]\d{0,9})$/.test(name)) return undefined
  const index = Number(name)
  return index < limit ? index : undefined
}

function read(document: unknown, path: string, op: string): unknown {
  return steps(path, op).reduce((holder, name) => child(holder, name, missingAt(op, path)), document)
}

function write(document: unknown, path: string, op: string, edit: Edit): unknown {
  const names = steps(path, op)
  if (names.length === 0) {
    const whole = edit({ document }, 'document', missingAt(op, path))
    return isObject(whole) ? whole['document'] : undefined
  }
  return writeBelow(document, names, edit, missingAt(op, path))
}

function writeBelow(holder: unknown, names: readonly string[], edit: Edit, missing: () => never): unknown {
  const [name, ...rest] = names as [string, ...string[]]
  if (rest.length === 0) return edit(holder, name, missing)
  return overwrite(writeBelow(child(holder, name, missing), rest, edit, missing))(holder, name, missing)
}

function child(holder: unknown, name: string, missing: () => never): unknown {
  if (Array.isArray(holder)) {
    const at = indexOf(name, holder.length)
    return at === undefined ? missing() : holder[at]
  }
  return isObject(holder) && Object.hasOwn(holder, name) ? holder[name] : missing()
}

function steps(path: string, op: string): readonly string[] {
  return parsePointer(path) ?? missingAt(op, path)()
}

const missingAt = (op: string, path: string) => (): never => {
  throw new DoesNotApply(`${op} operation does not apply: doc is missing path: ${path}: missing value`)
}
