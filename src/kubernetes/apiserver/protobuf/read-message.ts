/** Reads a protobuf message of a Go type of Kubernetes into the JSON that says the same. */
import type { JsonObject } from '../../api/index.ts'
import type { Field } from '../schema/go-types.ts'
import { declaredFields, isStruct, mapTypes, underlying, withoutPointer } from '../schema/go-types.ts'
import { zeroOf } from '../schema/zero.ts'
import { ownReaders } from './own-readers.ts'
import type { WireField } from './read-fields.ts'
import { MalformedMessage, bytesOf, numberOf, readFields, textOfBytes } from './read-fields.ts'

const depthLimit = 100

/** Throws MalformedMessage where the bytes are none. */
export function readMessage(type: string, bytes: Uint8Array, depth = 0): JsonObject {
  if (depth > depthLimit) throw new MalformedMessage('exceeded max depth')
  const fields = new Map(declaredFields(type).map((field) => [field.number, field]))
  const object: Record<string, unknown> = {}
  for (const wire of readFields(bytes)) {
    const field = fields.get(wire.number)
    // What an older version does not know yet is passed over, as protobuf has it.
    if (field !== undefined) readField(object, field, wire, depth)
  }
  return object
}

function readField(object: Record<string, unknown>, field: Field, wire: WireField, depth: number): void {
  const type = withoutPointer(field.type)
  if (field.name === '...') {
    Object.assign(object, readMessage(type, bytesOf(wire), depth + 1))
    return
  }
  const map = mapTypes(underlying(type))
  if (map !== undefined) {
    const [key, value] = readEntry(map, bytesOf(wire), depth)
    object[field.name] = Object.fromEntries([...Object.entries(object[field.name] ?? {}), [key, value]])
  } else if (type.startsWith('[]') && type !== '[]byte') {
    const items = (object[field.name] ?? []) as readonly unknown[]
    object[field.name] = [...items, ...readItems(type.slice(2), wire, depth)]
  } else object[field.name] = readValue(type, wire, depth)
}

const isNumber = (type: string): boolean => /^(bool|u?int(8|16|32|64)?)$/.test(underlying(type))

/** Numbers may be packed together in one field. */
function readItems(type: string, wire: WireField, depth: number): readonly unknown[] {
  if (!isNumber(type) || typeof wire.value === 'bigint') return [readValue(type, wire, depth)]
  const packed: unknown[] = []
  for (let rest = wire.value; rest.length > 0;) {
    const end = rest.findIndex((byte) => byte < 0x80) + 1
    if (end === 0) throw new MalformedMessage('unexpected EOF')
    for (const item of readFields(Uint8Array.of(8, ...rest.subarray(0, end))))
      packed.push(readValue(type, item, depth))
    rest = rest.subarray(end)
  }
  return packed
}

function readEntry(
  [keyType, valueType]: readonly [string, string],
  bytes: Uint8Array,
  depth: number,
): readonly [string, unknown] {
  let [key, value]: [string, unknown] = ['', undefined]
  for (const wire of readFields(bytes))
    if (wire.number === 1) key = String(readValue(keyType, wire, depth))
    else if (wire.number === 2) value = readValue(valueType, wire, depth + 1)
  return [key, value ?? zeroOf(valueType) ?? '']
}

function readValue(type: string, wire: WireField, depth: number): unknown {
  const own = ownReaders[type]
  if (own !== undefined) return own(bytesOf(wire))
  if (isStruct(type)) return readMessage(type, bytesOf(wire), depth + 1)
  const plain = underlying(type)
  if (plain === '[]byte') return Buffer.from(bytesOf(wire)).toString('base64')
  if (plain === 'bool') return numberOf(wire) !== 0n
  // A named list is a message of its own, with its items in the first field.
  if (plain.startsWith('[]'))
    return readFields(bytesOf(wire)).flatMap((item) => readItems(plain.slice(2), item, depth + 1))
  if (isNumber(plain)) return Number(BigInt.asIntN(64, numberOf(wire)))
  return textOfBytes(bytesOf(wire))
}
