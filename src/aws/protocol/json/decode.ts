/** Reads the inputs of the JSON protocols: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
import { AwsError } from '../errors.ts'
import type { ListShape, MapShape, Member, ScalarShape, Shape } from '../model/shape.ts'
import { parseBase64 } from '../scalar/read-text.ts'
import { fromSeconds, parseTimestamp } from '../scalar/timestamp.ts'
import { setKey } from '../values.ts'

/** Takes a parsed JSON value; null and undefined are absent members. */
export type JsonReader = (value: unknown) => unknown

type ReaderOf = (shape: Shape) => JsonReader

/** One set of readers an operation: a shape that stands in several places is compiled once. */
export function createJsonReaders(): ReaderOf {
  const readers = new Map<Shape, JsonReader>()
  const readerOf: ReaderOf = (shape) => {
    const known = readers.get(shape)
    if (known !== undefined) return known
    // Stands in for the reader of a shape that contains itself until that one is made.
    readers.set(shape, (value) => readers.get(shape)!(value))
    const made = makeReader(shape, readerOf)
    readers.set(shape, made)
    return made
  }
  return readerOf
}

function makeReader(shape: Shape, readerOf: ReaderOf): JsonReader {
  switch (shape.kind) {
    case 'structure':
      return structureReader(shape.members, readerOf)
    case 'list':
      return listReader(shape, readerOf)
    case 'map':
      return mapReader(shape, readerOf)
    default:
      return scalarReader(shape)
  }
}

/** Members that the model does not know are ignored. */
export function structureReader(members: readonly Member[], readerOf: ReaderOf): JsonReader {
  const readers = members.map((member) => ({
    name: member.name,
    wireName: member.locationName ?? member.name,
    read: readerOf(member.shape),
  }))
  return (value) => {
    if (!isObject(value)) throw unexpected(value)
    const values: Record<string, unknown> = {}
    for (const { name, wireName, read } of readers) {
      const member = Object.hasOwn(value, wireName) ? value[wireName] : undefined
      if (member !== undefined && member !== null) values[name] = read(member)
    }
    return values
  }
}

/** A null element stays as undefined, for the constraints to refuse. */
function listReader(shape: ListShape, readerOf: ReaderOf): JsonReader {
  const read = readerOf(shape.member.shape)
  return (value) => {
    if (!Array.isArray(value)) throw unexpected(value)
    return (value as readonly unknown[]).map((item) => (item === null ? undefined : read(item)))
  }
}

function mapReader(shape: MapShape, readerOf: ReaderOf): JsonReader {
  const read = readerOf(shape.value.shape)
  return (value) => {
    if (!isObject(value)) throw unexpected(value)
    const values: Record<string, unknown> = {}
    for (const key of Object.keys(value)) {
      const item = value[key]
      setKey(values, key, item === null ? undefined : read(item))
    }
    return values
  }
}

function scalarReader(shape: ScalarShape): JsonReader {
  const read = scalarReaders[shape.kind]
  return (value) => {
    const result = read(value)
    if (result !== undefined) return result
    if (typeof value === 'object') throw unexpected(value)
    throw new AwsError({
      code: 'SerializationException',
      message: `${typeName(value)} can not be converted to ${targets[shape.kind]}`,
    })
  }
}

/** Each gives undefined for a value that is not of its kind. */
const scalarReaders: Readonly<Record<ScalarShape['kind'], (value: unknown) => unknown>> = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  integer: (value) => integerWithin(value, 2 ** 31),
  long: (value) => integerWithin(value, 2 ** 63),
  float: readDouble,
  double: readDouble,
  blob: (value) => (typeof value === 'string' ? parseBase64(value) : undefined),
  timestamp: readTimestamp,
  document: (value) => value,
}

const integerWithin = (value: unknown, limit: number): number | undefined =>
  Number.isInteger(value) && (value as number) >= -limit && (value as number) < limit
    ? (value as number)
    : undefined

function readDouble(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : undefined
}

function readTimestamp(value: unknown): Date | undefined {
  if (typeof value === 'number') return fromSeconds(value)
  return typeof value === 'string' ? parseTimestamp(value) : undefined
}

const targets: Readonly<Record<ScalarShape['kind'], string>> = {
  string: 'String',
  boolean: 'Boolean',
  integer: 'Integer',
  long: 'Long',
  float: 'Float',
  double: 'Double',
  blob: 'Blob',
  timestamp: 'Timestamp',
  document: 'Document',
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function typeName(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE'
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
  return value === true ? 'TRUE_VALUE' : 'FALSE_VALUE'
}

function unexpected(value: unknown): AwsError {
  return new AwsError({ code: 'SerializationException', message: unexpectedText(value) })
}

function unexpectedText(value: unknown): string {
  if (Array.isArray(value)) return 'Start of list found where not expected'
  if (typeof value === 'object' && value !== null)
    return 'Start of structure or map found where not expected.'
  return 'Unexpected value type in payload'
}
