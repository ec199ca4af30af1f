/** A store seen as it was a while ago: what is written shows in its reads only later, while changes are made on the newest state. */
import type { Clock } from '../kit/index.ts'
import type { Change, Entry, Store } from './store.ts'
import { layer, type Layered, listOf, Table, type View } from './table.ts'

export interface LaggingFacts {
  readonly clock: Clock
  /** Milliseconds from a change to when it shows. */
  readonly delay: number
  /** Which of the keys below the prefix lag. */
  readonly prefix: string
  readonly lags: (key: string) => boolean
}

export interface LaggingStore extends Store {
  /** From here on changes lag; what came before shows at once. */
  begin(): void
}

interface Step {
  readonly showsAt: number
  readonly changes: readonly Change[]
}

export function createLaggingStore(store: Store, facts: LaggingFacts): LaggingStore {
  const { clock, delay, prefix, lags } = facts
  /** What is hidden, the oldest first. */
  const steps: Step[] = []
  const hidden = new Map<string, Change[]>()
  /** How each key stood before its first hidden change. */
  const older = new Table<Layered>()
  /** So many steps came to be hidden or shown: with the newest revision it tells whether anything looks otherwise. */
  let moves = 0
  let began = false

  const hide = (changes: readonly Change[]): void => {
    const lagging = changes.filter(({ key }) => lags(key))
    if (lagging.length === 0) return
    moves++
    steps.push({ showsAt: clock() + delay, changes: lagging })
    for (const change of lagging) {
      const before = hidden.get(change.key)
      if (before !== undefined) before.push(change)
      else {
        hidden.set(change.key, [change])
        older.set(change.key, stateBefore(change))
      }
    }
  }

  const show = (change: Change): void => {
    const rest = (hidden.get(change.key) ?? []).slice(1)
    if (rest.length > 0) {
      hidden.set(change.key, rest)
      older.set(change.key, stateAfter(change))
    } else {
      hidden.delete(change.key)
      older.delete(change.key)
    }
  }

  const advance = (): void => {
    const now = clock()
    while (steps[0] !== undefined && steps[0].showsAt <= now) {
      moves++
      steps.shift()!.changes.forEach(show)
    }
  }

  const base: View = { get: (key) => store.get(key), under: (below, after) => store.list(below, { after }) }
  const view = layer(base, older)
  return {
    ...store,
    get revision() {
      advance()
      return store.revision + moves
    },
    get: <Value>(key: string) => {
      advance()
      return view.get(key) as Entry<Value> | undefined
    },
    list: <Value>(below: string, range?: { after?: string; limit?: number }) => {
      advance()
      return listOf(view, below, range) as Entry<Value>[]
    },
    begin: () => {
      if (began) return
      began = true
      store.watch(prefix, store.revision, hide)
    },
  }
}

/** A revision of its own, so that nobody takes it for one that was committed. */
const stateBefore = ({ key, previous, revision, createRevision }: Change): Layered =>
  previous === undefined
    ? { key, revision, deleted: true }
    : { key, value: previous, revision: -revision, createRevision }

const stateAfter = ({ type, key, value, revision, createRevision }: Change): Layered =>
  type === 'delete' ? { key, revision, deleted: true } : { key, value, revision, createRevision }
