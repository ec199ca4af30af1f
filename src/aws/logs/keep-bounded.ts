/** Sweeps the log of events every few minutes, and sooner when much has come. */
import { existsSync } from 'node:fs'
import type { LogsContext } from './context.ts'
import type { EventLog } from './events/event-log.ts'
import { sweep } from './retention.ts'

export interface BoundedEvents {
  /** The log, with what comes to it counted. */
  readonly events: EventLog
  readonly sweep: () => Promise<void>
  readonly close: () => Promise<void>
}

const interval = 5 * 60_000
const muchText = 32 * 1024 * 1024

export function keepBounded(context: LogsContext): BoundedEvents {
  const { events, onFault } = context
  let sweeping = Promise.resolve()
  let come = 0
  let isClosed = false
  const run = (): Promise<void> => {
    come = 0
    sweeping = sweeping.then(() => (isClosed ? undefined : sweep(context))).catch(onFault)
    return sweeping
  }
  const timer = setInterval(() => {
    // Nobody who never logs pays for a file.
    if (existsSync(events.path)) void run()
  }, interval).unref()
  return {
    events: {
      ...events,
      append: async (batches) => {
        await events.append(batches)
        for (const batch of batches) for (const { message } of batch.events) come += message.length
        if (come > muchText) void run()
      },
    },
    sweep: run,
    close: async () => {
      clearInterval(timer)
      isClosed = true
      await sweeping
    },
  }
}
