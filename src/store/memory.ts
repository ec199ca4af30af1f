/** A store that lives as long as its process. */
import { createEngine } from './engine.ts'
import { createWholeState } from './state.ts'
import type { Store } from './store.ts'

export interface MemoryStoreFacts {
  /** So many of the latest changes are kept for watchers at least, 10,000 when absent, unless they are longer than `historySize`. */
  readonly historyLimit?: number
  /** Characters of JSON; 32 Mi when absent. */
  readonly historySize?: number
  readonly onFault?: (fault: unknown) => void
}

export const createMemoryStore = (facts: MemoryStoreFacts = {}): Store =>
  createEngine({
    ...facts,
    revision: 0,
    state: createWholeState([]),
    commit: () => Promise.resolve(),
    release: () => Promise.resolve(),
  })
