/**
 * State that is changed one write after another and shown once a commit has made it durable.
 * A change runs at once on the committed state and the pending writes over it, so that none waits for another's disk;
 * its answer waits until all that it could have read is durable. When a commit fails, what came after it runs again.
 */
import { History } from './history.ts'
import type { State } from './state.ts'
import type { Change, Entry, Store, Transaction, Written } from './store.ts'
import { layer, listOf, Table, type Layered } from './table.ts'
import { attempt, type Attempt, type Write } from './transaction.ts'

/** Makes the writes durable as one, or rejects with none of them made. */
export type Commit = (writes: readonly Write[], revision: number) => Promise<void>

export interface EngineFacts {
  readonly revision: number
  readonly state: State
  readonly commit: Commit
  /** Lets go of what `commit` holds, once the last commit is through. */
  readonly release: () => Promise<void>
  /** So many of the latest changes are kept for watchers at least, twice as many at most. */
  readonly historyLimit?: number
  /** Fewer of them where they hold more than so many characters. */
  readonly historySize?: number
  /** Told of what an observer throws, which harms no writer and no other observer. */
  readonly onFault?: (fault: unknown) => void
}

interface Pending {
  readonly change: (txn: Transaction) => unknown
  readonly resolve: (written: Written<unknown>) => void
  readonly reject: (fault: unknown) => void
  attempt: Attempt<unknown>
}

/** As many changes as one commit may hold. */
const batchLimit = 1000

export function createEngine(facts: EngineFacts): Store {
  const { state } = facts
  const history = new History({
    revision: facts.revision,
    limit: facts.historyLimit ?? 10_000,
    sizeLimit: facts.historySize ?? 32 * 1024 * 1024,
    onFault:
      facts.onFault ?? ((fault) => process.emitWarning(fault instanceof Error ? fault : String(fault))),
  })
  let revision = facts.revision
  /** The revision of the newest pending write. */
  let head = revision
  let ahead = new Table<Layered>()
  let waiting: Pending[] = []
  /** After a failed commit, so many changes are committed one by one to tell the culprit. */
  let alone = 0
  let committing = false
  let changing = false
  let closing: Promise<void> | undefined
  let drained: (() => void) | undefined

  /** Runs a change on the newest state and lays its writes over it. */
  function run(change: Pending['change']): Attempt<unknown> {
    changing = true
    const made = attempt(layer(state, ahead), head + 1, change)
    changing = false
    if (made.writes.length > 0) head++
    for (const write of made.writes)
      ahead.set(write.key, write.type === 'put' ? entryOf(write) : { ...entryOf(write), deleted: true })
    return made
  }

  function write<Result>(change: (txn: Transaction) => Result): Promise<Written<Result>> {
    if (closing !== undefined) return Promise.reject(new Error('the store is closed'))
    if (changing) throw new Error('a change must not write to the store but to its transaction')
    return new Promise((resolve, reject) => {
      const pending = { change, resolve, reject, attempt: run(change) } as Pending
      waiting.push(pending)
      if (waiting.length === 1 && !committing) queueMicrotask(() => void commitNext())
    })
  }

  async function commitNext(): Promise<void> {
    if (committing) return
    committing = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, alone > 0 ? 1 : batchLimit)
      if (alone > 0) alone--
      const failure = await commit(batch)
      if (failure !== undefined) fail(batch, failure.fault)
      else settle(batch)
    }
    committing = false
    drained?.()
  }

  async function commit(batch: readonly Pending[]): Promise<{ fault: unknown } | undefined> {
    const writes = batch.flatMap((pending) => pending.attempt.writes)
    if (writes.length === 0) return undefined
    try {
      state.hold(writes.map(({ key }) => key))
      await facts.commit(writes, writes.at(-1)!.revision)
      return undefined
    } catch (fault) {
      state.release()
      return { fault }
    }
  }

  function settle(batch: readonly Pending[]): void {
    for (const { attempt: made, resolve, reject } of batch) {
      if (made.writes.length > 0) show(made.writes)
      if (made.outcome === 'thrown') reject(made.fault)
      else resolve({ result: made.result, revision })
    }
    state.release()
  }

  /** Makes committed writes visible and tells those who watch. */
  function show(writes: readonly Write[]): void {
    revision = writes[0]!.revision
    for (const write of writes) {
      if (write.type === 'put') state.set(entryOf(write), write.text?.length ?? 0)
      else state.delete(write.key)
      if (ahead.get(write.key)?.revision === revision) ahead.delete(write.key)
    }
    const size = writes.reduce((sum, { text }) => sum + (text?.length ?? 0), 0)
    history.add(revision, writes.map(changeOf), size)
  }

  function fail(batch: Pending[], fault: unknown): void {
    const writers = batch.filter((pending) => pending.attempt.writes.length > 0)
    const again = writers.length > 1 ? batch : batch.filter((pending) => pending !== writers[0])
    if (writers.length > 1) alone = batch.length
    waiting = [...again, ...waiting]
    head = revision
    ahead = new Table()
    for (const pending of waiting) pending.attempt = run(pending.change)
    if (writers.length === 1) writers[0]!.reject(fault)
  }

  async function drain(): Promise<void> {
    if (waiting.length > 0 || committing)
      await new Promise<void>((resolve) => {
        drained = resolve
      })
    history.end()
    await facts.release()
  }

  return {
    get revision() {
      return revision
    },
    get: <Value>(key: string) => state.get(key) as Entry<Value> | undefined,
    list: <Value>(prefix: string, range?: { after?: string; limit?: number }) =>
      listOf(state, prefix, range) as Entry<Value>[],
    write,
    watch: (prefix, fromRevision, observe) => history.watch(prefix, fromRevision, observe),
    close: () => (closing ??= drain()),
  }
}

const entryOf = ({ key, value, revision, createRevision }: Write): Entry => ({
  key,
  value,
  revision,
  createRevision,
})

const changeOf = ({ type, key, value, revision, createRevision, previous }: Write): Change => ({
  type,
  key,
  value,
  revision,
  createRevision,
  previous,
})
