/** The unique ids of organizations and of what is in them: lower-case letters and digits behind a prefix. */
import type { Random } from '../../kit/index.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Bytes beyond the last whole alphabet would favour its beginning. */
const fair = 256 - (256 % alphabet.length)

export function newId(prefix: string, length: number, random: Random): string {
  let text = ''
  while (text.length < length)
    for (const byte of random(length))
      if (byte < fair && text.length < length) text += alphabet[byte % alphabet.length]
  return `${prefix}-${text}`
}

/** Twelve digits, the first of them no zero: some tools read account ids as numbers. */
export function newAccountId(random: Random): string {
  const number = Buffer.from(random(6)).readUIntBE(0, 6)
  return String(100_000_000_000 + (number % 900_000_000_000))
}
