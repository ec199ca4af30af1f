/** Reads a JSON value as a Go type reads it and writes it again: fields in order, unknown ones out, wrong types refused. */
import type { JsonObject } from '../../api/index.ts'
import { isObject } from '../../api/index.ts'
import type { Field } from './go-types.ts'
import {
  fieldsOf,
  isStruct,
  mapTypes,
  printType,
  structName,
  underlying,
  withoutPointer,
} from './go-types.ts'
import { ownCodecs } from './own-codecs.ts'
import { isZero, writesAsStruct, zeroOf } from './zero.ts'

export type Decoded =
  /** `unknown` are the paths of fields that the type does not have. */
  | { readonly ok: true; readonly value: JsonObject; readonly unknown: readonly string[] }
  /** In the words of Go's decoder. */
  | { readonly ok: false; readonly problem: string }

/** `type` is a struct, as `core/v1.Pod`; kind and apiVersion are no fields of it. */
export function decode(type: string, object: JsonObject): Decoded {
  const unknown: string[] = []
  try {
    return { ok: true, value: readStruct(unknown, type, object, { path: '', field: '.' }), unknown }
  } catch (error) {
    if (error instanceof Mismatch) return { ok: false, problem: error.message }
    throw error
  }
}

class Mismatch extends Error {}

interface Place {
  /** With indices, as strict decoding names it. */
  readonly path: string
  /** Without, and with the struct's name before it, as type errors name it. */
  readonly field: string
}

function readStruct(unknown: string[], type: string, object: JsonObject, place: Place): JsonObject {
  const fields = fieldsOf(type)
  const stack = place.field.slice(place.field.indexOf('.') + 1)
  const read = new Map<string, unknown>()
  for (const [name, value] of Object.entries(object)) {
    const field = fields.get(name)
    const path = place.path === '' ? name : `${place.path}.${name}`
    if (field !== undefined) {
      const at = `${structName(type)}.${stack === '' ? name : `${stack}.${name}`}`
      read.set(name, readValue(unknown, field.type, value, { path, field: at }))
    } else if (place.path !== '' || (name !== 'kind' && name !== 'apiVersion')) unknown.push(path)
  }
  return writeFields(fields, read)
}

function writeFields(fields: ReadonlyMap<string, Field>, read: ReadonlyMap<string, unknown>): JsonObject {
  const written: Record<string, unknown> = {}
  for (const [name, field] of fields) {
    const value = read.get(name) ?? zeroOf(field.type)
    if (!isLeftOut(field, value)) written[name] = value
  }
  return written
}

function isLeftOut({ type, omitEmpty, omitZero }: Field, value: unknown): boolean {
  if (!omitEmpty) return false
  // A pointer to a zero says something, and a struct is written whatever is in it.
  if (type.startsWith('*')) return value === null
  return writesAsStruct(type) && !omitZero ? false : isZero(type, value)
}

/** undefined for null, which leaves a field as it is. */
function readValue(unknown: string[], type: string, value: unknown, place: Place): unknown {
  if (value === null || value === undefined) return undefined
  const target = withoutPointer(type)
  const own = ownCodecs[target]
  if (own !== undefined) {
    const coded = own(value)
    if (!coded.ok) throw new Mismatch(coded.problem)
    return coded.value
  }
  if (isStruct(target)) {
    if (!isObject(value)) throw mismatch(value, target, place)
    return readStruct(unknown, target, value, place)
  }
  const plain = underlying(target)
  if (plain === '[]byte') return readBytes(value, target, place)
  if (plain.startsWith('[]')) {
    if (!Array.isArray(value)) throw mismatch(value, target, place)
    return value.map((each: unknown, index) =>
      readItem(unknown, plain.slice(2), each, { ...place, path: `${place.path}[${index}]` }),
    )
  }
  const map = mapTypes(plain)
  if (map === undefined) return readScalar(plain, value, target, place)
  if (!isObject(value)) throw mismatch(value, target, place)
  return readMap(unknown, map[1], value, place)
}

const readItem = (unknown: string[], type: string, value: unknown, place: Place): unknown =>
  readValue(unknown, type, value, place) ?? zeroOf(type)

/** Written as Go writes maps: in the order of their keys. */
const readMap = (unknown: string[], type: string, value: JsonObject, place: Place): JsonObject =>
  Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, readItem(unknown, type, each, { ...place, path: `${place.path}.${key}` })]),
  )

function readBytes(value: unknown, type: string, place: Place): string {
  if (typeof value !== 'string') throw mismatch(value, type, place)
  const encoded = value.replaceAll(/[\r\n]/g, '')
  const wrong = /[^A-Za-z0-9+/]/.exec(encoded.replace(/={0,2}$/, ''))
  const at = wrong?.index ?? (encoded.length % 4 === 0 ? undefined : encoded.length - (encoded.length % 4))
  if (at !== undefined) throw new Mismatch(`illegal base64 data at input byte ${at}`)
  return encoded
}

const bounds: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31],
  int64: [-(2 ** 63), 2 ** 63],
  uint16: [0, 2 ** 16],
  uint32: [0, 2 ** 32],
}

function readScalar(plain: string, value: unknown, type: string, place: Place): unknown {
  const range = Object.hasOwn(bounds, plain) ? bounds[plain]! : undefined
  if (range !== undefined) {
    if (typeof value === 'number' && Number.isInteger(value) && value >= range[0] && value < range[1])
      return value
  } else if (typeof value === (plain === 'bool' ? 'boolean' : 'string')) return value
  throw mismatch(value, type, place)
}

const mismatch = (value: unknown, type: string, { field }: Place): Mismatch =>
  new Mismatch(
    `json: cannot unmarshal ${jsonKind(value, underlying(type))} into Go struct field ${field} of type ${printType(type)}`,
  )

function jsonKind(value: unknown, plain: string): string {
  if (Array.isArray(value)) return 'array'
  if (isObject(value)) return 'object'
  if (typeof value === 'number') return Object.hasOwn(bounds, plain) ? `number ${value}` : 'number'
  return typeof value === 'boolean' ? 'bool' : 'string'
}
