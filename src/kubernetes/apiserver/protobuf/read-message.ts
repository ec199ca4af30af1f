/** Reads a protobuf message of a Go type of Kubernetes into the JSON that says the same. */
import type { JsonObject } from '../../api/index.ts'
import type { Field } from '../schema/go-types.ts'
import { declaredFields, isStruct, mapTypes, underlying, withoutPointer } from '../schema/go-types.ts'
import { zeroOf } from '../schema/zero.ts'
import { valueLimit } from '../value-limit.ts'
import { ownReaders } from './own-readers.ts'
import type { WireField } from './read-fields.ts'
import {
  MalformedMessage,
  bytesOf,
  eachField,
  eachVarint,
  numberOf,
  textOfBytes,
  wrongWireType,
} from './read-fields.ts'

const depthLimit = 100

/** Throws MalformedMessage where the bytes are none. */
export const readMessage = (type: string, bytes: Uint8Array): JsonObject =>
  readStruct(type, bytes, { depth: 0, budget: { left: valueLimit } })

/** How deep in the message, and how many values it may still bring. */
interface Place {
  readonly depth: number
  readonly budget: { left: number }
}

const below = ({ depth, budget }: Place): Place => {
  if (depth === depthLimit) throw new MalformedMessage('exceeded max depth')
  return { depth: depth + 1, budget }
}

function readStruct(type: string, bytes: Uint8Array, place: Place): JsonObject {
  const fields = fieldsByNumber(type)
  const members = new Map<string, unknown>()
  for (const wire of eachField(bytes)) {
    if (--place.budget.left < 0) throw new MalformedMessage(`more than ${valueLimit} values`)
    const field = fields.get(wire.number)
    // What an older version does not know yet is passed over, as protobuf has it.
    if (field !== undefined) readField(members, field, wire, place)
  }
  return Object.fromEntries(
    [...members].map(([name, value]) => [name, value instanceof Map ? Object.fromEntries(value) : value]),
  )
}

const numbered = new Map<string, ReadonlyMap<number, Field>>()

function fieldsByNumber(type: string): ReadonlyMap<number, Field> {
  const known = numbered.get(type)
  if (known !== undefined) return known
  const fields = new Map(declaredFields(type).map((field) => [field.number, field]))
  numbered.set(type, fields)
  return fields
}

function readField(members: Map<string, unknown>, field: Field, wire: WireField, place: Place): void {
  const { name } = field
  const type = withoutPointer(field.type)
  if (name === '...') {
    for (const [inlined, value] of Object.entries(readStruct(type, bytesOf(wire), below(place))))
      members.set(inlined, value)
    return
  }
  const map = mapTypes(underlying(type))
  if (map !== undefined) {
    const entries = (members.get(name) ?? new Map()) as Map<string, unknown>
    entries.set(...readEntry(map, bytesOf(wire), below(place)))
    members.set(name, entries)
  } else if (type.startsWith('[]') && type !== '[]byte') {
    const items = (members.get(name) ?? []) as unknown[]
    for (const item of readItems(type.slice(2), wire, place)) items.push(item)
    members.set(name, items)
  } else members.set(name, readValue(type, wire, place))
}

const isNumber = (type: string): boolean => /^(bool|u?int(8|16|32|64)?)$/.test(underlying(type))

/** Numbers may be packed together in one field. */
function* readItems(type: string, wire: WireField, place: Place): Generator {
  if (!isNumber(type) || typeof wire.value === 'bigint') yield readValue(type, wire, place)
  else
    for (const value of eachVarint(wire.value)) {
      if (--place.budget.left < 0) throw new MalformedMessage(`more than ${valueLimit} values`)
      yield readValue(type, { number: wire.number, wireType: 0, value }, place)
    }
}

function readEntry(
  [keyType, valueType]: readonly [string, string],
  bytes: Uint8Array,
  place: Place,
): [string, unknown] {
  let [key, value]: [string, unknown] = ['', undefined]
  for (const wire of eachField(bytes))
    if (wire.number === 1) key = String(readValue(keyType, wire, place))
    else if (wire.number === 2) value = readValue(valueType, wire, place)
  return [key, value ?? zeroOf(valueType) ?? '']
}

function readValue(type: string, wire: WireField, place: Place): unknown {
  const own = ownReaders[type]
  if (own !== undefined) return own(bytesOf(wire))
  if (isStruct(type)) return readStruct(type, bytesOf(wire), below(place))
  const plain = underlying(type)
  if (plain === '[]byte') return Buffer.from(bytesOf(wire)).toString('base64')
  if (plain === 'bool') return numberOf(wire) !== 0n
  // A named list is a message of its own, with its items in the first field.
  if (plain.startsWith('[]'))
    return [...eachField(bytesOf(wire))].flatMap((item) => [...readItems(plain.slice(2), item, below(place))])
  if (isNumber(plain)) return Number(BigInt.asIntN(64, numberOf(wire)))
  if (wire.wireType !== 2) throw wrongWireType(wire)
  return textOfBytes(bytesOf(wire))
}
