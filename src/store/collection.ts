/** Typed documents under a key prefix, so that a room spells its keys in one place. */
import type { Entry, Range, Transaction } from './store.ts'

/** A Store or a Transaction: whatever can be read. */
export type Reader = Pick<Transaction, 'get' | 'list'>

/** What names a document within its collection: one segment or several. */
export type Id = string | readonly string[]

export interface Collection<Value> {
  readonly prefix: string
  key(id: Id): string
  get(from: Reader, id: Id): Entry<Value> | undefined
  /** All documents in the order of their keys. */
  list(from: Reader, range?: Range): readonly Entry<Value>[]
  put(txn: Transaction, id: Id, value: Value): void
  delete(txn: Transaction, id: Id): void
}

/** The documents whose keys begin with these segments: `collection<Role>('iam', account, 'role')`. */
export function collection<Value>(...segments: readonly string[]): Collection<Value> {
  const prefix = `${keyOf(segments)}/`
  const key = (id: Id): string => prefix + keyOf(typeof id === 'string' ? [id] : id)
  return {
    prefix,
    key,
    get: (from, id) => from.get<Value>(key(id)),
    list: (from, range) => from.list<Value>(prefix, range),
    put: (txn, id, value) => txn.put(key(id), value),
    delete: (txn, id) => txn.delete(key(id)),
  }
}

/** Joins segments to a key; each is percent-encoded, so that no slash within one parts it. */
export const keyOf = (segments: readonly string[]): string => segments.map(encodeSegment).join('/')

function encodeSegment(segment: string): string {
  // Nearly every segment is one that encodeURIComponent would leave as it is.
  if (/^[\w.~-]*$/.test(segment)) return segment
  if (segment.isWellFormed()) return encodeURIComponent(segment)
  // A lone surrogate, which encodeURIComponent refuses, is spelled by its code unit.
  return segment
    .split(/(\p{Surrogate})/u)
    .map((part) => (part.isWellFormed() ? encodeURIComponent(part) : `%u${part.charCodeAt(0).toString(16)}`))
    .join('')
}
