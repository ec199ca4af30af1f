/** The CRC of two runs of bytes in a row from the CRC of each, by the algebra of CRCs over GF(2). */
import type { Checksum } from '../model.ts'
import type { ChecksumAlgorithm } from './algorithm.ts'

interface Field {
  readonly width: number
  /** Bits reversed, as the checksums themselves are. */
  readonly polynomial: bigint
}

const fields: Partial<Record<ChecksumAlgorithm, Field>> = {
  CRC32: { width: 32, polynomial: 0xedb88320n },
  CRC32C: { width: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { width: 64, polynomial: 0x9a6c9329ac4bc9b5n },
}

/** Whether the checksum of a whole can be told from those of its parts. */
export const canCombine = (algorithm: ChecksumAlgorithm): boolean => fields[algorithm] !== undefined

/** The base64 CRC of the parts in a row. */
export function combineCrcs(
  algorithm: ChecksumAlgorithm,
  parts: readonly { readonly size: number; readonly checksum: Checksum }[],
): string {
  const field = fields[algorithm]
  if (field === undefined) throw new Error(`a ${algorithm} cannot be combined`)
  // Most parts of an upload have one size, so the shift over it is worth keeping.
  const shifts = new Map<number, bigint>()
  let whole = 0n
  for (const part of parts) {
    const shift = shifts.get(part.size) ?? powerOfX(field, BigInt(part.size) * 8n)
    shifts.set(part.size, shift)
    whole =
      multiply(field, shift, whole) ^
      BigInt(`0x${Buffer.from(part.checksum.value, 'base64').toString('hex')}`)
  }
  return Buffer.from(whole.toString(16).padStart(field.width / 4, '0'), 'hex').toString('base64')
}

/** x to the n-th power modulo the polynomial. */
function powerOfX(field: Field, n: bigint): bigint {
  // With bits reversed the highest bit is 1 and the next one is x.
  const top = 1n << BigInt(field.width - 1)
  let [result, square] = [top, top >> 1n]
  for (let rest = n; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = multiply(field, result, square)
    square = multiply(field, square, square)
  }
  return result
}

function multiply({ width, polynomial }: Field, a: bigint, b: bigint): bigint {
  let [product, factor] = [0n, b]
  for (let bit = 1n << BigInt(width - 1); bit > 0n; bit >>= 1n) {
    if ((a & bit) !== 0n) product ^= factor
    factor = (factor & 1n) === 1n ? (factor >> 1n) ^ polynomial : factor >> 1n
  }
  return product
}
