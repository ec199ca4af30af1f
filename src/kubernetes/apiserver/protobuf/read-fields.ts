/** Takes a protobuf message apart into its fields: numbers and raw values. */

export interface WireField {
  readonly number: number
  readonly value: bigint | Uint8Array
}

/** What is cut short or uses a wire type that Kubernetes' messages do not have. */
export class MalformedMessage extends Error {}

export function readFields(bytes: Uint8Array): readonly WireField[] {
  const fields: WireField[] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) throw new MalformedMessage('unexpected EOF')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new MalformedMessage('proto: integer overflow')
  }
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new MalformedMessage('unexpected EOF')
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const [number, wireType] = [Math.floor(tag / 8), tag % 8]
    if (number < 1) throw new MalformedMessage(`proto: illegal tag ${number} (wire type ${wireType})`)
    if (wireType === 0) fields.push({ number, value: varint() })
    else if (wireType === 2) fields.push({ number, value: take(Number(varint())) })
    else if (wireType === 1 || wireType === 5) fields.push({ number, value: take(wireType === 1 ? 8 : 4) })
    else throw new MalformedMessage(`proto: illegal wireType ${wireType}`)
  }
  return fields
}

export function bytesOf({ value, number }: WireField): Uint8Array {
  if (typeof value === 'bigint') throw new MalformedMessage(`proto: wrong wireType = 0 for field ${number}`)
  return value
}

export function numberOf({ value, number }: WireField): bigint {
  if (typeof value !== 'bigint') throw new MalformedMessage(`proto: wrong wireType = 2 for field ${number}`)
  return value
}

export const textOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
