/** Runs one change against a view of the state and gathers what it writes; nothing is applied here. */
import { documentOf } from './document.ts'
import type { Change, Entry, Transaction } from './store.ts'
import { layer, listOf, Table, type Layered, type View } from './table.ts'

/** A change of one key, with its value as text for the disk. */
export interface Write extends Change {
  /** The document as JSON; undefined on a delete. */
  readonly text?: string
}

export type Attempt<Result> =
  | { readonly outcome: 'done'; readonly result: Result; readonly writes: readonly Write[] }
  | { readonly outcome: 'thrown'; readonly fault: unknown; readonly writes: readonly [] }

/** What `change` does and answers, were it made at `revision`. */
export function attempt<Result>(
  view: View,
  revision: number,
  change: (txn: Transaction) => Result,
): Attempt<Result> {
  const writes = new Map<string, Write>()
  const scratch = new Table<Layered>()
  const seen = layer(view, scratch)
  let open = true
  const check = (): void => {
    if (!open) throw new Error('a transaction must not be used after its change has returned')
  }
  const txn: Transaction = {
    get: <Value>(key: string) => {
      check()
      return seen.get(key) as Entry<Value> | undefined
    },
    list: <Value>(prefix: string, range?: { after?: string; limit?: number }) => {
      check()
      return listOf(seen, prefix, range) as Entry<Value>[]
    },
    put: (key, value) => {
      check()
      // Of texts beyond it UTF-16, in which they are compared here, may have another order than UTF-8, in which the file has them.
      if (!isLatin1(key)) throw new TypeError('a key must be Latin 1')
      const document = documentOf(value)
      const [before, now] = [view.get(key), seen.get(key)]
      const createRevision = now?.createRevision ?? revision
      scratch.set(key, { key, value: document.value, revision, createRevision })
      writes.set(key, { type: 'put', key, ...document, revision, createRevision, previous: before?.value })
    },
    delete: (key) => {
      check()
      if (seen.get(key) === undefined) return
      scratch.set(key, { key, revision, deleted: true })
      const before = view.get(key)
      if (before === undefined) writes.delete(key)
      else
        writes.set(key, {
          type: 'delete',
          key,
          value: before.value,
          revision,
          createRevision: before.createRevision,
          previous: before.value,
        })
    },
  }
  try {
    const result = change(txn)
    if (isThenable(result)) throw new TypeError('a change must be synchronous')
    return { outcome: 'done', result, writes: [...writes.values()] }
  } catch (fault) {
    return { outcome: 'thrown', fault, writes: [] }
  } finally {
    open = false
  }
}

const isLatin1 = (text: string): boolean => !/[^\0-\xff]/.test(text)

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
