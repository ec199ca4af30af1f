/** IAM's state as AWS spreads it: with a delay, for people who test what their programs do meanwhile. */
import { spreads } from '../../aws/iam/index.ts'
import type { Clock } from '../../kit/index.ts'
import { createLaggingStore, type Store } from '../../store/index.ts'

export interface IamStore {
  readonly seen: Store
  /** What was written before is there at once, so that a first start has its administrator. */
  readonly begin: () => void
}

/** Without a delay, changes show at once. */
export function openIamStore(store: Store, seconds: number | undefined, clock: Clock): IamStore {
  if (seconds === undefined || seconds === 0) return { seen: store, begin: () => {} }
  const lagging = createLaggingStore(store, { clock, delay: seconds * 1000, prefix: 'iam/', lags: spreads })
  return { seen: lagging, begin: () => lagging.begin() }
}
