/** Messages whose JSON is no object: times, quantities, ports by number or name, JSON within protobuf. */
import { isTooDeep } from '../../api/index.ts'
import { MalformedMessage, bytesOf, findField, numberOf, textOfBytes } from './read-fields.ts'

type Reader = (bytes: Uint8Array) => unknown

function numberAt(bytes: Uint8Array, number: number): bigint {
  const found = findField(bytes, number)
  return found === undefined ? 0n : BigInt.asIntN(64, numberOf(found))
}

/** The text in the field of this number. */
export function textAt(bytes: Uint8Array, number: number): string {
  const found = findField(bytes, number)
  return found === undefined ? '' : textOfBytes(bytesOf(found))
}

/** An empty message is a time that was never set. */
const time =
  (digits: 0 | 6): Reader =>
  (bytes) => {
    const milliseconds = Number(numberAt(bytes, 1)) * 1000
    if (bytes.length === 0 || Math.abs(milliseconds) > 8.64e15) return null
    const whole = new Date(milliseconds).toISOString().slice(0, 19)
    const micros = String(numberAt(bytes, 2) / 1000n).padStart(digits, '0')
    return digits === 0 ? `${whole}Z` : `${whole}.${micros}Z`
  }

const json: Reader = (bytes) => {
  const text = textAt(bytes, 1)
  if (isTooDeep(text)) throw new MalformedMessage('exceeded max depth')
  try {
    return text === '' ? null : (JSON.parse(text) as unknown)
  } catch {
    throw new MalformedMessage('invalid JSON in a message')
  }
}

export const ownReaders: Readonly<Record<string, Reader>> = {
  'intstr.IntOrString': (bytes) =>
    numberAt(bytes, 1) === 1n ? textAt(bytes, 3) : Number(numberAt(bytes, 2)),
  'meta/v1.Duration': (bytes) => `${numberAt(bytes, 1)}ns`,
  'meta/v1.FieldsV1': json,
  'meta/v1.MicroTime': time(6),
  'meta/v1.Time': time(0),
  'resource.Quantity': (bytes) => textAt(bytes, 1),
  'runtime.RawExtension': json,
}
