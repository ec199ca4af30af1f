/** Ordered keys with revisions, transactions and watch, as etcd has them; values are JSON documents. */

/** A document as it stood at a revision. Documents are never changed in place: whoever reads one may keep it. */
export interface Entry<Value = unknown> {
  readonly key: string
  readonly value: Value
  /** The revision that first wrote the key since it was last absent. */
  readonly createRevision: number
  /** The revision that last wrote the key. */
  readonly revision: number
}

export interface Change<Value = unknown> {
  readonly type: 'put' | 'delete'
  readonly key: string
  /** The document written, or on a delete the one that was there. */
  readonly value: Value
  readonly revision: number
  readonly createRevision: number
  /** What stood under the key before, undefined when it was absent. */
  readonly previous?: Value
}

/** Reads and writes of one atomic change. Reads see the writes made before them in the same change. */
export interface Transaction {
  get<Value>(key: string): Entry<Value> | undefined
  list<Value>(prefix: string, range?: Range): readonly Entry<Value>[]
  put(key: string, value: unknown): void
  delete(key: string): void
}

export interface Range {
  /** Only keys greater than this one. */
  readonly after?: string
  /** At most so many entries. */
  readonly limit?: number
}

export interface Store {
  /** The newest committed revision; 0 in an empty store. */
  readonly revision: number

  /** Committed state, at once. A caller's own acknowledged writes are in it. */
  get<Value>(key: string): Entry<Value> | undefined

  /** Entries under a prefix in the order of their keys, which are Latin 1. */
  list<Value>(prefix: string, range?: Range): readonly Entry<Value>[]

  /**
   * Makes one atomic change; resolves when it is durable and visible to get and list.
   * `change` must be free of side effects: it runs again when what it read has changed in the meantime.
   * What it throws rejects the promise and nothing is written. A change that writes nothing makes no revision.
   */
  write<Result>(change: (txn: Transaction) => Result): Promise<Written<Result>>

  /**
   * Calls `observe` with the changes under a prefix after `fromRevision`, in order, first the past ones, then as they come.
   * One call holds all changes of one revision. Throws Compacted when the past is no longer kept.
   */
  watch(
    prefix: string,
    fromRevision: number,
    observe: (changes: readonly Change[], revision: number) => void,
  ): Unsubscribe

  /** Waits for writes in flight and lets go of files and connections. Later writes reject. */
  close(): Promise<void>
}

export interface Written<Result> {
  readonly result: Result
  /** The revision of this change, or the newest one if it wrote nothing. */
  readonly revision: number
}

export type Unsubscribe = () => void

/** The changes asked for are older than the history that is kept. */
export class Compacted extends Error {
  readonly oldestRevision: number
  constructor(oldestRevision: number) {
    super(`changes before revision ${oldestRevision} are no longer kept`)
    this.oldestRevision = oldestRevision
  }
}

/** The state file cannot be used: it is damaged, or written by a newer program. */
export class UnusableState extends Error {}
