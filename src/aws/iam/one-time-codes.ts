/** Codes of MFA devices: RFC 6238 with SHA-1, six digits and steps of thirty seconds. */
import { createHmac, timingSafeEqual } from 'node:crypto'

export const stepOf = (now: number): number => Math.floor(now / 30_000)

export function codeAt(seed: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', seed).update(counter).digest()
  const number = mac.readUInt32BE(mac[19]! & 15) & 0x7f_ff_ff_ff
  return String(number % 1_000_000).padStart(6, '0')
}

/** The step within `reach` of `around` and after `after` whose code, and those of the steps that follow, are these. */
export function findStep(
  seed: Uint8Array,
  codes: readonly string[],
  { around, reach, after = -1 }: { readonly around: number; readonly reach: number; readonly after?: number },
): number | undefined {
  const fits = (step: number) => codes.every((code, offset) => isCode(codeAt(seed, step + offset), code))
  for (let distance = 0; distance <= reach; distance++)
    for (const step of distance === 0 ? [around] : [around - distance, around + distance])
      if (step > after && step >= 0 && fits(step)) return step
  return undefined
}

const isCode = (right: string, given: string): boolean =>
  given.length === right.length &&
  timingSafeEqual(Buffer.from(right), Buffer.from(given.padEnd(6).slice(0, 6)))

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base32 of whole groups of five bytes, which need no padding. */
export function base32(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  const letters: string[] = []
  for (let left = (bytes.length * 8) / 5; left > 0; left--, bits >>= 5n)
    letters.unshift(alphabet[Number(bits & 31n)]!)
  return letters.join('')
}
