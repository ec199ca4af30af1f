/** The file that events lie in: what is written stands on the disk, what is read is asked for page by page. */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { layout } from './layout.ts'
import type { Position } from './position.ts'

export interface StoredEvent extends Position {
  /** The id of its stream. */
  readonly stream: string
  readonly message: string
  readonly ingestedAt: number
}

export interface StreamPlace {
  readonly group: string
  readonly stream: string
}

export interface Appended extends StreamPlace {
  readonly ingestedAt: number
  readonly events: readonly { readonly timestamp: number; readonly message: string }[]
}

/** What a stream holds. */
export interface StreamFacts {
  readonly stream: string
  readonly firstEvent: number
  readonly lastEvent: number
  readonly lastIngestion: number
  readonly bytes: number
}

export interface EventQuery {
  readonly group: string
  /** Ids; all streams of the group when absent. */
  readonly streams?: readonly string[]
  /** The first and the last time, both included. */
  readonly from: number
  readonly to: number
  /** Only what stands beyond it in the direction that is asked for. */
  readonly beyond?: Position
  readonly newestFirst?: boolean
  readonly limit: number
  /** At least one event comes even if it is longer. */
  readonly mostBytes: number
}

export interface EventFile {
  append(batches: readonly Appended[]): void
  read(query: EventQuery): readonly StoredEvent[]
  find(group: string, position: Position): StoredEvent | undefined
  streamsOf(group: string): readonly StreamFacts[]
  /** Bytes by group. */
  bytesOf(groups: readonly string[]): readonly number[]
  /** These three drop a bounded number of events a call, and say whether there is more to drop. */
  dropStream(place: StreamPlace): boolean
  dropOlder(group: string, before: number): boolean
  dropOldest(mostBytes: number): boolean
  /** What belongs to none of these groups. */
  strangers(groups: readonly string[]): readonly StreamPlace[]
  shrink(): void
  close(): void
}

/** What AWS counts for an event beside its text. */
export const eventOverhead = 26

/** Events dropped in one step, so that nobody waits long for the file. */
const step = 2000

export function openEventFile(path: string, readOnly = false): EventFile {
  const db = new DatabaseSync(path, { readOnly, timeout: 5000 })
  if (!readOnly) db.exec(layout)
  const statements = new Map<string, StatementSync>()
  const sql = (text: string): StatementSync => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const made = db.prepare(text)
    statements.set(text, made)
    return made
  }
  const atOnce = <Result>(act: () => Result): Result => {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = act()
      db.exec('COMMIT')
      return result
    } catch (fault) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw fault
    }
  }

  const append = ({ group, stream, ingestedAt, events }: Appended): void => {
    let [bytes, first, last] = [0, Infinity, -Infinity]
    for (const { timestamp, message } of events) {
      const size = Buffer.byteLength(message) + eventOverhead
      bytes += size
      first = Math.min(first, timestamp)
      last = Math.max(last, timestamp)
      sql(
        'INSERT INTO events (grp, stream, timestamp, ingested, bytes, message) VALUES (?, ?, ?, ?, ?, ?)',
      ).run(group, stream, timestamp, ingestedAt, size, message)
    }
    if (events.length === 0) return
    sql(
      `INSERT INTO streams (stream, grp, first, last, ingested, bytes) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (stream) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last),
       ingested = max(ingested, excluded.ingested), bytes = bytes + excluded.bytes`,
    ).run(stream, group, first, last, ingestedAt, bytes)
  }

  /** Drops what a statement chooses by id, stream and size, and counts it off its streams. */
  const drop = (chosen: readonly Record<string, unknown>[]): boolean => {
    const lost = new Map<string, number>()
    for (const { id, stream, bytes } of chosen) {
      sql('DELETE FROM events WHERE id = ?').run(id as number)
      lost.set(stream as string, (lost.get(stream as string) ?? 0) + (bytes as number))
    }
    for (const [stream, bytes] of lost) {
      const first = sql('SELECT min(timestamp) AS first FROM events WHERE stream = ?').get(stream)?.['first']
      if (first === null) sql('DELETE FROM streams WHERE stream = ?').run(stream)
      else sql('UPDATE streams SET first = ?, bytes = bytes - ? WHERE stream = ?').run(first!, bytes, stream)
    }
    return chosen.length === step
  }

  return {
    append: (batches) => atOnce(() => batches.forEach(append)),
    read: (query) => read(sql, query),
    find: (group, { timestamp, id }) => {
      const row = sql(
        'SELECT id, stream, timestamp, ingested, message FROM events WHERE id = ? AND grp = ? AND timestamp = ?',
      ).get(id, group, timestamp)
      return row && eventOf(row)
    },
    streamsOf: (group) =>
      sql('SELECT stream, first, last, ingested, bytes FROM streams WHERE grp = ?')
        .all(group)
        .map((row) => ({
          stream: row['stream'] as string,
          firstEvent: row['first'] as number,
          lastEvent: row['last'] as number,
          lastIngestion: row['ingested'] as number,
          bytes: row['bytes'] as number,
        })),
    bytesOf: (groups) =>
      groups.map(
        (group) =>
          (sql('SELECT coalesce(sum(bytes), 0) AS bytes FROM streams WHERE grp = ?').get(group)?.['bytes'] ??
            0) as number,
      ),
    dropStream: ({ stream }) =>
      atOnce(() => drop(sql(`${chosen} WHERE stream = ? ORDER BY timestamp, id LIMIT ${step}`).all(stream))),
    dropOlder: (group, before) =>
      atOnce(() =>
        drop(
          sql(`${chosen} WHERE grp = ? AND timestamp < ? ORDER BY timestamp, id LIMIT ${step}`).all(
            group,
            before,
          ),
        ),
      ),
    dropOldest: (mostBytes) => {
      const total = sql('SELECT coalesce(sum(bytes), 0) AS bytes FROM streams').get()!['bytes'] as number
      if (total <= mostBytes) return false
      return atOnce(() => {
        let over = total - mostBytes
        const oldest: Record<string, unknown>[] = []
        for (const row of sql(`${chosen} ORDER BY id LIMIT ${step}`).all()) {
          if (over <= 0) break
          over -= row['bytes'] as number
          oldest.push(row)
        }
        return drop(oldest)
      })
    },
    strangers: (groups) =>
      sql('SELECT grp, stream FROM streams WHERE grp NOT IN (SELECT value FROM json_each(?))')
        .all(JSON.stringify(groups))
        .map((row) => ({ group: row['grp'] as string, stream: row['stream'] as string })),
    shrink: () => db.exec('PRAGMA incremental_vacuum(4096)'),
    close: () => db.close(),
  }
}

const chosen = 'SELECT id, stream, bytes FROM events'

function read(sql: (text: string) => StatementSync, query: EventQuery): readonly StoredEvent[] {
  const { group, streams, newestFirst = false, limit, mostBytes } = query
  const [only] = streams?.length === 1 ? streams : []
  const [where, key] = only === undefined ? ['grp = ?', group] : ['stream = ?', only]
  const beyond =
    query.beyond ?? (newestFirst ? { timestamp: query.to + 1, id: 0 } : { timestamp: query.from, id: 0 })
  const several = streams !== undefined && only === undefined
  const statement = sql(
    `SELECT id, stream, timestamp, ingested, bytes, message FROM events WHERE ${where}
     AND timestamp BETWEEN ? AND ? AND (timestamp, id) ${newestFirst ? '<' : '>'} (?, ?)
     ${several ? 'AND stream IN (SELECT value FROM json_each(?))' : ''}
     ORDER BY timestamp ${newestFirst ? 'DESC, id DESC' : ', id'}`,
  )
  const events: StoredEvent[] = []
  let bytes = 0
  const bound = [key, query.from, query.to, beyond.timestamp, beyond.id]
  for (const row of statement.iterate(...bound, ...(several ? [JSON.stringify(streams)] : []))) {
    bytes += row['bytes'] as number
    if (events.length > 0 && bytes > mostBytes) break
    if (events.push(eventOf(row)) >= limit) break
  }
  return events
}

const eventOf = (row: Record<string, unknown>): StoredEvent => ({
  id: row['id'] as number,
  stream: row['stream'] as string,
  timestamp: row['timestamp'] as number,
  ingestedAt: row['ingested'] as number,
  message: row['message'] as string,
})
