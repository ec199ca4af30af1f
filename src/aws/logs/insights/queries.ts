/** The queries that run and that have run, for a while: each in a thread that is ended when it takes too long or too much. */
import { Worker } from 'node:worker_threads'
import type { QueryWork } from './query-worker.ts'
import type { QueryOutcome } from './run-query.ts'

export type QueryStatus = 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout'

export interface QueryFacts {
  readonly id: string
  readonly account: string
  readonly region: string
  /** As it was asked. */
  readonly text: string
  /** The names of the groups. */
  readonly groups: readonly string[]
  /** The ARN of who asked. */
  readonly owner: string
  readonly createdAt: number
}

export interface KeptQuery extends QueryFacts {
  readonly status: QueryStatus
  readonly outcome?: QueryOutcome
  /** Milliseconds, once it has ended. */
  readonly duration?: number
}

export interface Queries {
  /** False when too many run already. */
  start(facts: QueryFacts, work: QueryWork): boolean
  find(id: string): KeptQuery | undefined
  /** Newest first. */
  list(): readonly KeptQuery[]
  /** False when it has ended already. */
  stop(id: string): boolean
  close(): Promise<void>
}

export interface QueriesNeeds {
  readonly clock: () => number
  readonly onFault: (fault: unknown) => void
  /** Milliseconds. */
  readonly timeout: number
}

/** They share the machine with all else, so they take turns. */
const mostAtOnce = 2
/** AWS's bound of an account. */
const mostWaiting = 100
const mostKept = 1000
/** Of the rows that are kept for GetQueryResults, in all. */
const mostBytesKept = 64 * 1024 * 1024
const megabytesPerQuery = 256

interface Entry {
  kept: KeptQuery
  readonly work: QueryWork
  worker?: Worker
  bytes: number
}

export function createQueries({ clock, onFault, timeout }: QueriesNeeds): Queries {
  const entries = new Map<string, Entry>()
  const waiting: Entry[] = []
  const running = new Set<Entry>()

  const end = (entry: Entry, status: QueryStatus, outcome?: QueryOutcome): void => {
    if (!isLive(entry.kept)) return
    const duration = clock() - entry.kept.createdAt
    entry.kept = { ...entry.kept, status, duration, ...(outcome && { outcome }) }
    entry.bytes = outcome === undefined ? 0 : sizeOf(outcome)
    forgetOldest()
  }

  const forgetOldest = (): void => {
    let bytes = [...entries.values()].reduce((sum, each) => sum + each.bytes, 0)
    for (const [id, entry] of entries) {
      if (bytes <= mostBytesKept && entries.size <= mostKept) return
      // The one that ended last is kept however long it is.
      if (isLive(entry.kept) || (entry.bytes === bytes && entries.size <= mostKept)) continue
      bytes -= entry.bytes
      entries.delete(id)
    }
  }

  const next = (): void => {
    while (running.size < mostAtOnce) {
      const entry = waiting.shift()
      if (entry === undefined) return
      run(entry)
    }
  }

  const run = (entry: Entry): void => {
    running.add(entry)
    entry.kept = { ...entry.kept, status: 'Running' }
    // The program also runs from emitted JavaScript, where the thread's file ends in .js as this one does.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    const worker = new Worker(new URL(`./query-worker${extension}`, import.meta.url), {
      workerData: entry.work,
      resourceLimits: { maxOldGenerationSizeMb: megabytesPerQuery },
    })
    entry.worker = worker
    worker.unref()
    const timer = setTimeout(() => {
      end(entry, 'Timeout')
      void worker.terminate()
    }, timeout).unref()
    worker.on('message', (outcome: QueryOutcome) => end(entry, 'Complete', outcome))
    worker.on('error', (fault: NodeJS.ErrnoException) => {
      // One that asks for too much is nobody's fault here.
      if (fault.code !== 'ERR_WORKER_OUT_OF_MEMORY')
        onFault(new Error('a query of log events failed', { cause: fault }))
      end(entry, 'Failed')
    })
    worker.on('exit', () => {
      clearTimeout(timer)
      end(entry, 'Failed')
      running.delete(entry)
      next()
    })
  }

  return {
    start: (facts, work) => {
      if (waiting.length >= mostWaiting) return false
      const entry: Entry = { kept: { ...facts, status: 'Scheduled' }, work, bytes: 0 }
      entries.set(facts.id, entry)
      waiting.push(entry)
      next()
      return true
    },
    find: (id) => entries.get(id)?.kept,
    list: () => [...entries.values()].map(({ kept }) => kept).toReversed(),
    stop: (id) => {
      const entry = entries.get(id)
      if (entry === undefined || !isLive(entry.kept)) return false
      end(entry, 'Cancelled')
      const at = waiting.indexOf(entry)
      if (at !== -1) waiting.splice(at, 1)
      void entry.worker?.terminate()
      return true
    },
    close: async () => {
      waiting.length = 0
      await Promise.all([...running].map(async ({ worker }) => worker?.terminate()))
    },
  }
}

const isLive = ({ status }: KeptQuery): boolean => status === 'Scheduled' || status === 'Running'

const sizeOf = ({ rows }: QueryOutcome): number =>
  rows.reduce(
    (sum, row) => row.reduce((all, { field, value }) => all + field.length + value.length + 64, sum),
    0,
  )
