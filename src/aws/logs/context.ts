/** What every operation of this room works with: what was handed in, the log of events and the queries over it. */
import type { EventLog } from './events/event-log.ts'
import type { Queries } from './insights/queries.ts'
import type { LogsNeeds } from './needs.ts'

export interface LogsContext extends LogsNeeds {
  readonly events: EventLog
  readonly queries: Queries
}
