/** Runs a query over events: which way they are asked for, the stages one after another, and what is shown of the rows. */
import { type Row, rowOfEvent, type ScannedEvent } from './row.ts'
import {
  dedupStage,
  fieldsStage,
  filterStage,
  limitStage,
  parseStage,
  sortStage,
  type Stage,
  statsStage,
} from './stages.ts'
import type { Command, Query } from './syntax.ts'
import { show } from './values.ts'

export interface QueryOutcome {
  readonly rows: readonly (readonly ResultField[])[]
  readonly recordsScanned: number
  readonly recordsMatched: number
  readonly bytesScanned: number
}

export interface ResultField {
  readonly field: string
  readonly value: string
}

/** Of a query that names none. */
export const usualLimit = 10_000

/** `scan` gives the events by their time, the newest or the oldest first. */
export function runQuery(
  query: Query,
  limit: number,
  scan: (newestFirst: boolean) => Iterable<ScannedEvent>,
): QueryOutcome {
  const { commands, newestFirst } = plan(query)
  const columns = columnsOf(query)
  const rows: ResultField[][] = []
  let [recordsScanned, recordsMatched, bytesScanned] = [0, 0, 0]

  let next: Stage = { push: (row) => void rows.push(shown(row, columns)), end: () => undefined }
  next = limitStage({ count: limit }, next)
  const matchedAt = commands.findIndex(({ kind }) => !isPerEvent(kind))
  const count = (stage: Stage): Stage => ({
    push: (row) => {
      recordsMatched++
      stage.push(row)
    },
    end: stage.end,
  })
  if (matchedAt === -1) next = count(next)
  for (const [at, command] of [...commands.entries()].toReversed()) {
    next = stageOf(command, mostAsked(commands.slice(at + 1), limit), next)
    if (at === matchedAt) next = count(next)
  }

  for (const event of scan(newestFirst)) {
    recordsScanned++
    bytesScanned += Buffer.byteLength(event.message)
    next.push(rowOfEvent(event))
  }
  next.end()
  return { rows, recordsScanned, recordsMatched, bytesScanned }
}

const isPerEvent = (kind: Command['kind']): boolean =>
  kind === 'fields' || kind === 'display' || kind === 'filter' || kind === 'parse'

/** A sort by the events' own time is no work: they are asked for in that order. */
function plan(query: Query): { readonly commands: readonly Command[]; readonly newestFirst: boolean } {
  const at = query.findIndex(({ kind }) => !isPerEvent(kind))
  const command = query[at]
  if (command?.kind !== 'sort' || command.keys.length > 1) return { commands: query, newestFirst: true }
  const [{ expression, descending }] = command.keys as readonly [(typeof command.keys)[number]]
  if (expression.kind !== 'field' || expression.name !== '@timestamp' || setsTime(query.slice(0, at)))
    return { commands: query, newestFirst: true }
  return { commands: query.toSpliced(at, 1), newestFirst: descending }
}

const setsTime = (commands: readonly Command[]): boolean =>
  commands.some(
    (command) =>
      (command.kind === 'parse' && command.names.includes('@timestamp')) ||
      ((command.kind === 'fields' || command.kind === 'display') &&
        command.columns.some(({ name, expression }) => name === '@timestamp' && expression.kind !== 'field')),
  )

/** How many rows of a sort are used, where that can be told. */
function mostAsked(after: readonly Command[], limit: number): number {
  const next = after.find(({ kind }) => kind !== 'fields' && kind !== 'display' && kind !== 'parse')
  if (next === undefined) return limit
  return next.kind === 'limit' ? next.count : Infinity
}

function stageOf(command: Command, most: number, next: Stage): Stage {
  switch (command.kind) {
    case 'fields':
    case 'display':
      return fieldsStage(command, next)
    case 'filter':
      return filterStage(command, next)
    case 'parse':
      return parseStage(command, next)
    case 'limit':
      return limitStage(command, next)
    case 'dedup':
      return dedupStage(command, next)
    case 'sort':
      return sortStage(command, most, next)
    case 'stats':
      return statsStage(command, next)
  }
}

/** What is shown: the last display, else what stats and fields named, else time and message. */
export function columnsOf(query: Query): readonly string[] {
  let columns: readonly string[] = []
  let isFixed = false
  for (const command of query) {
    const names = namesIn(command)
    if (command.kind === 'display' || command.kind === 'stats') columns = names
    else if (!isFixed) columns = [...columns, ...names]
    if (command.kind === 'display') isFixed = true
    if (command.kind === 'stats') isFixed = false
  }
  return columns.length === 0 ? ['@timestamp', '@message'] : [...new Set(columns)]
}

function namesIn(command: Command): readonly string[] {
  if (command.kind === 'stats') return [...command.by, ...command.values].map(({ name }) => name)
  return command.kind === 'fields' || command.kind === 'display'
    ? command.columns.map(({ name }) => name)
    : []
}

function shown(row: Row, columns: readonly string[]): ResultField[] {
  const fields = columns.flatMap((field) => {
    const value = show(row.get(field))
    return value === undefined ? [] : [{ field, value }]
  })
  if (row.pointer === undefined || columns.includes('@ptr')) return fields
  return [...fields, { field: '@ptr', value: row.pointer }]
}
