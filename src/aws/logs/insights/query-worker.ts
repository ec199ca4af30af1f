/** The thread of one query: reads the file of events for itself, and may be ended at any time. */
import { parentPort, workerData } from 'node:worker_threads'
import { type EventFile, openEventFile, type StoredEvent } from '../events/event-file.ts'
import { comparePositions, eventIdOf, type Position } from '../events/position.ts'
import { writePointer } from './pointer.ts'
import type { ScannedEvent } from './row.ts'
import { runQuery } from './run-query.ts'
import type { Query } from './syntax.ts'

export interface QueryWork {
  readonly path: string
  readonly query: Query
  readonly limit: number
  readonly groups: readonly QueriedGroup[]
}

export interface QueriedGroup {
  readonly id: string
  /** As @log has it. */
  readonly log: string
  /** Names by the ids of streams. */
  readonly streams: ReadonlyMap<string, string>
  /** Both included; of each group, because retention differs. */
  readonly from: number
  readonly to: number
}

const pageSize = { limit: 2000, mostBytes: 4 * 1024 * 1024 }

const { path, query, limit, groups } = workerData as QueryWork
const file = openEventFile(path, true)
const outcome = runQuery(query, limit, (newestFirst) => scan(file, newestFirst))
file.close()
parentPort!.postMessage(outcome, [])

/** The events of all groups as one line, by their time. */
function* scan(from: EventFile, newestFirst: boolean): Generator<ScannedEvent> {
  const sources = groups.map((group) => {
    const events = eventsOf(from, group, newestFirst)
    return { group, events, next: events.next() }
  })
  for (;;) {
    const [first, ...others] = sources.filter(({ next }) => !next.done)
    if (first === undefined) return
    const source = others.reduce((best, each) => {
      const difference = comparePositions(each.next.value as Position, best.next.value as Position)
      return (newestFirst ? -difference : difference) < 0 ? each : best
    }, first)
    const event = source.next.value as StoredEvent
    source.next = source.events.next()
    const stream = source.group.streams.get(event.stream)
    // One whose stream was deleted meanwhile is gone.
    if (stream !== undefined) yield scanned(event, source.group, stream)
  }
}

function* eventsOf(
  from: EventFile,
  group: QueriedGroup,
  newestFirst: boolean,
): Generator<StoredEvent, undefined> {
  let beyond: Position | undefined
  for (;;) {
    const page = from.read({
      group: group.id,
      from: group.from,
      to: group.to,
      ...(beyond && { beyond }),
      newestFirst,
      ...pageSize,
    })
    yield* page
    beyond = page.at(-1)
    if (beyond === undefined) return undefined
  }
}

function scanned(event: StoredEvent, group: QueriedGroup, stream: string): ScannedEvent {
  return {
    timestamp: event.timestamp,
    ingestedAt: event.ingestedAt,
    message: event.message,
    stream,
    log: group.log,
    pointer: writePointer({ group: group.id, eventId: eventIdOf(event) }),
  }
}
