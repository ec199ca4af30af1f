/** Takes a protobuf message apart into its fields: numbers and raw values. */

export interface WireField {
  readonly number: number
  readonly wireType: number
  readonly value: bigint | Uint8Array
}

/** What is cut short or uses a wire type that Kubernetes' messages do not have. */
export class MalformedMessage extends Error {}

/** One after the other, so that nothing is held of a message of millions of them. */
export function* eachField(bytes: Uint8Array): Generator<WireField> {
  const reader = readerOf(bytes)
  while (!reader.isAtEnd()) {
    const tag = Number(reader.varint())
    const [number, wireType] = [Math.floor(tag / 8), tag % 8]
    if (number < 1) throw new MalformedMessage(`proto: illegal tag ${number} (wire type ${wireType})`)
    if (wireType === 0) yield { number, wireType, value: reader.varint() }
    else if (wireType === 2) yield { number, wireType, value: reader.take(Number(reader.varint())) }
    else if (wireType === 1 || wireType === 5)
      yield { number, wireType, value: reader.take(wireType === 1 ? 8 : 4) }
    else throw new MalformedMessage(`proto: illegal wireType ${wireType}`)
  }
}

/** Numbers that are packed together. */
export function* eachVarint(bytes: Uint8Array): Generator<bigint> {
  const reader = readerOf(bytes)
  while (!reader.isAtEnd()) yield reader.varint()
}

/** The last field of this number, which is the one that counts. */
export function findField(bytes: Uint8Array, number: number): WireField | undefined {
  let found: WireField | undefined
  for (const field of eachField(bytes)) if (field.number === number) found = field
  return found
}

interface Reader {
  readonly isAtEnd: () => boolean
  readonly varint: () => bigint
  readonly take: (length: number) => Uint8Array
}

function readerOf(bytes: Uint8Array): Reader {
  let at = 0
  return {
    isAtEnd: () => at >= bytes.length,
    varint: () => {
      let value = 0n
      for (let shift = 0n; shift < 70n; shift += 7n) {
        const byte = bytes[at++]
        if (byte === undefined) throw new MalformedMessage('unexpected EOF')
        value |= BigInt(byte & 0x7f) << shift
        if (byte < 0x80) return BigInt.asUintN(64, value)
      }
      throw new MalformedMessage('proto: integer overflow')
    },
    take: (length) => {
      if (at + length > bytes.length) throw new MalformedMessage('unexpected EOF')
      at += length
      return bytes.subarray(at - length, at)
    },
  }
}

export const wrongWireType = ({ number, wireType }: WireField): MalformedMessage =>
  new MalformedMessage(`proto: wrong wireType = ${wireType} for field ${number}`)

export function bytesOf(field: WireField): Uint8Array {
  if (field.wireType !== 2 || typeof field.value === 'bigint') throw wrongWireType(field)
  return field.value
}

export function numberOf(field: WireField): bigint {
  if (typeof field.value !== 'bigint') throw wrongWireType(field)
  return field.value
}

export const textOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
