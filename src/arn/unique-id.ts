/** IAM's unique identifiers, whose first four letters tell the kind: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
import type { Random } from '../kit/index.ts'

export type UniqueIdPrefix = 'AGPA' | 'AIDA' | 'AIPA' | 'ANPA' | 'ANVA' | 'AROA' | 'ASCA'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new identifier such as `AROAEXAMPLEEXAMPLE123`: the prefix and 17 characters. */
export function newUniqueId(prefix: UniqueIdPrefix, random: Random): string {
  return prefix + [...random(17)].map((byte) => alphabet[byte & 31]).join('')
}

/**
 * A new access key id, `AKIA` for a long-term key and `ASIA` for a temporary one.
 * The account stands in the first 40 bits after the prefix's one, so GetAccessKeyInfo needs no state.
 */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA', account: string, random: Random): string {
  const tail = BigInt(`0x${Buffer.from(random(6)).toString('hex')}`) & ((1n << 39n) - 1n)
  let bits = (1n << 79n) | (BigInt(account) << 39n) | tail
  let text = ''
  for (let index = 0; index < 16; index++) {
    text = alphabet[Number(bits & 31n)] + text
    bits >>= 5n
  }
  return prefix + text
}

/** The account that an access key id was made for, or undefined when the text is no such id. */
export function accountOfAccessKeyId(id: string): string | undefined {
  if (!/^A[KS]IA[Q-Z2-7][A-Z2-7]{15}$/.test(id)) return undefined
  let bits = 0n
  for (const letter of id.slice(4)) bits = (bits << 5n) | BigInt(alphabet.indexOf(letter))
  const account = (bits >> 39n) & ((1n << 40n) - 1n)
  return account < 1_000_000_000_000n ? account.toString().padStart(12, '0') : undefined
}
