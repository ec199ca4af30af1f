/** Makes JSON values of outputs. */
import type { Member, ScalarShape, Shape, TimestampFormat } from '../model/shape.ts'
import { base64Of, dateOf } from '../scalar/write-text.ts'
import { formatTimestamp, toSeconds } from '../scalar/timestamp.ts'
import { setKey } from '../values.ts'
import type { Values } from '../wire.ts'

/** Gives a value for JSON.stringify. */
export type JsonWriter = (value: unknown) => unknown

type WriterOf = (shape: Shape, format?: TimestampFormat) => JsonWriter

export function createJsonWriters(): WriterOf {
  const writers = new Map<Shape, JsonWriter>()
  const writerOf: WriterOf = (shape, format) => {
    if (shape.kind === 'timestamp') return scalarWriter(shape, format)
    const known = writers.get(shape)
    if (known !== undefined) return known
    // Stands in for the writer of a shape that contains itself until that one is made.
    writers.set(shape, (value) => writers.get(shape)!(value))
    const made = makeWriter(shape, writerOf)
    writers.set(shape, made)
    return made
  }
  return writerOf
}

function makeWriter(shape: Shape, writerOf: WriterOf): JsonWriter {
  switch (shape.kind) {
    case 'structure':
      return structureWriter(shape.members, writerOf)
    case 'list': {
      const write = writerOf(shape.member.shape)
      return (value) => (value as readonly unknown[]).map((item) => (isAbsent(item) ? null : write(item)))
    }
    case 'map': {
      const write = writerOf(shape.value.shape)
      return (value) => mapValues(value as Values, write)
    }
    default:
      return scalarWriter(shape)
  }
}

/** Members come in the order in which the value names them; unknown and absent ones are left out. */
export function structureWriter(members: readonly Member[], writerOf: WriterOf): JsonWriter {
  const writers = new Map(
    members.map((member) => [
      member.name,
      {
        wireName: member.locationName ?? member.name,
        write: writerOf(member.shape, member.timestampFormat),
      },
    ]),
  )
  return (value) => {
    const result: Record<string, unknown> = {}
    for (const key of Object.keys(value as Values)) {
      const writer = writers.get(key)
      const member = (value as Values)[key]
      if (writer !== undefined && !isAbsent(member)) result[writer.wireName] = writer.write(member)
    }
    return result
  }
}

function mapValues(value: Values, write: JsonWriter): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (item !== undefined) setKey(result, key, item === null ? null : write(item))
  }
  return result
}

function scalarWriter(shape: ScalarShape, format?: TimestampFormat): JsonWriter {
  switch (shape.kind) {
    case 'timestamp':
      return timestampWriter(format ?? shape.timestampFormat ?? 'unixTimestamp')
    case 'blob':
      return base64Of
    case 'float':
    case 'double':
      return (value) => (Number.isFinite(value) ? value : String(value))
    case 'document':
      return (value) => value
    default:
      return plainScalar
  }
}

/** What is no scalar fails here and not at the client. */
function plainScalar(value: unknown): unknown {
  if (typeof value === 'object' || typeof value === 'function')
    throw new TypeError('a scalar in an output is of type object')
  return value
}

const timestampWriter = (format: TimestampFormat): JsonWriter =>
  format === 'unixTimestamp'
    ? (value) => toSeconds(dateOf(value))
    : (value) => formatTimestamp[format](dateOf(value))

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null
