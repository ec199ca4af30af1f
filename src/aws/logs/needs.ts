/** What CloudWatch Logs asks of others; the wiring hands it over. */
import type { Clock, Random } from '../../kit/index.ts'
import type { Store } from '../../store/index.ts'

export interface LogsNeeds {
  /** Holds groups and streams; their events lie in a file of their own. */
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  /** Where the events lie. Nothing is made there before the first of them is asked for. */
  readonly directory: string
  /** Told of what no caller is told of. */
  readonly onFault: (fault: unknown) => void
  /** Bytes of events that are kept in all; the oldest go first. 512 MiB when absent. */
  readonly mostBytes?: number
  /** Milliseconds that a query may take; a minute when absent. */
  readonly queryTimeout?: number
}
