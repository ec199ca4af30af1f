/** One event on its way through a query, or one line of what stats made of many. */
import type { Value } from './values.ts'
import { readDocument } from '../read-document.ts'

export interface ScannedEvent {
  readonly timestamp: number
  readonly ingestedAt: number
  readonly message: string
  readonly stream: string
  /** As `111122223333:/aws/eks/dev/cluster`. */
  readonly log: string
  readonly pointer: string
}

export interface Row {
  get(name: string): Value
  set(name: string, value: Value): void
  /** Absent of what stats made. */
  readonly pointer?: string
}

export function rowOfEvent(event: ScannedEvent): Row {
  const made = new Map<string, Value>()
  let document: unknown
  let isRead = false
  const field = (name: string): Value => {
    if (!isRead) document = readDocument(event.message)
    isRead = true
    return follow(document, name)
  }
  return {
    get: (name) => (made.has(name) ? made.get(name) : name.startsWith('@') ? own(event, name) : field(name)),
    set: (name, value) => void made.set(name, value),
    pointer: event.pointer,
  }
}

export function rowOfValues(values: ReadonlyMap<string, Value>): Row {
  const made = new Map(values)
  return { get: (name) => made.get(name), set: (name, value) => void made.set(name, value) }
}

function own(event: ScannedEvent, name: string): Value {
  switch (name) {
    case '@timestamp':
      return new Date(event.timestamp)
    case '@ingestionTime':
      return new Date(event.ingestedAt)
    case '@message':
      return event.message
    case '@logStream':
      return event.stream
    case '@log':
      return event.log
    case '@ptr':
      return event.pointer
    default:
      return undefined
  }
}

/** A name leads down by its dots, yet names in the message may hold dots themselves: the longest that is there counts. */
export function follow(from: unknown, name: string): Value {
  if (typeof from !== 'object' || from === null) return undefined
  if (Array.isArray(from) && name.startsWith('length')) return undefined
  if (Object.hasOwn(from, name)) return (from as Readonly<Record<string, Value>>)[name]
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const head = name.slice(0, dot)
    if (!Object.hasOwn(from, head)) continue
    const found = follow((from as Readonly<Record<string, unknown>>)[head], name.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}
