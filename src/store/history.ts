/** The latest changes, bounded, and those who watch them. */
import { Compacted, type Change, type Unsubscribe } from './store.ts'

type Observe = (changes: readonly Change[], revision: number) => void

interface Watcher {
  readonly prefix: string
  readonly fromRevision: number
  readonly observe: Observe
  /** What happened before the first call of `observe`; undefined once that is told. */
  backlog: Step[] | undefined
  active: boolean
}

interface Step {
  readonly revision: number
  /** Characters of the documents that were written. */
  readonly size: number
  readonly changes: readonly Change[]
}

export class History {
  readonly #steps: Step[] = []
  readonly #watchers = new Set<Watcher>()
  readonly #limit: number
  readonly #sizeLimit: number
  readonly #onFault: (fault: unknown) => void
  #kept = 0
  #size = 0
  /** Changes up to this revision are forgotten. */
  #forgotten: number

  constructor(facts: {
    revision: number
    limit: number
    sizeLimit: number
    onFault: (fault: unknown) => void
  }) {
    this.#forgotten = facts.revision
    this.#limit = facts.limit
    this.#sizeLimit = facts.sizeLimit
    this.#onFault = facts.onFault
  }

  /** Keeps the changes of a revision and tells those who watch. */
  add(revision: number, changes: readonly Change[], size: number): void {
    const step = { revision, changes, size }
    this.#steps.push(step)
    this.#kept += changes.length
    this.#size += size
    this.#forgetOldest()
    // Those who come to watch while these are told have this step in their backlog.
    const watchers = [...this.#watchers]
    for (const watcher of watchers)
      if (watcher.backlog === undefined) this.#tell(watcher, step)
      else watcher.backlog.push(step)
  }

  watch(prefix: string, fromRevision: number, observe: Observe): Unsubscribe {
    if (fromRevision < this.#forgotten) throw new Compacted(this.#forgotten + 1)
    const backlog = this.#steps.filter((step) => step.revision > fromRevision)
    const watcher: Watcher = { prefix, fromRevision, observe, backlog, active: true }
    this.#watchers.add(watcher)
    queueMicrotask(() => this.#tellBacklog(watcher))
    return () => {
      watcher.active = false
      this.#watchers.delete(watcher)
    }
  }

  end(): void {
    for (const watcher of this.#watchers) watcher.active = false
    this.#watchers.clear()
  }

  #tellBacklog(watcher: Watcher): void {
    // An observer may cause further steps, which must wait behind those that came before them.
    for (let step = watcher.backlog?.shift(); step !== undefined; step = watcher.backlog?.shift())
      this.#tell(watcher, step)
    watcher.backlog = undefined
  }

  #tell(watcher: Watcher, step: Step): void {
    if (!watcher.active || step.revision <= watcher.fromRevision) return
    const changes = step.changes.filter((change) => change.key.startsWith(watcher.prefix))
    if (changes.length === 0) return
    try {
      watcher.observe(changes, step.revision)
    } catch (fault) {
      this.#onFault(fault)
    }
  }

  /** Forgets in strides, so that a full history does not move with every change. */
  #forgetOldest(): void {
    if (this.#kept <= this.#limit * 2 && this.#size <= this.#sizeLimit * 2) return
    let count = 0
    for (const step of this.#steps) {
      if (this.#kept <= this.#limit && this.#size <= this.#sizeLimit) break
      this.#kept -= step.changes.length
      this.#size -= step.size
      this.#forgotten = step.revision
      count++
    }
    this.#steps.splice(0, count)
  }
}
