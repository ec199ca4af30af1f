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
  // Of the 80 bits one is set, 40 are the account and 39 are random: they meet within the ninth letter.
  const number = Number(account)
  const tail = random(8)
  let text = prefix
  const head = 2 ** 39 + Math.floor(number / 2)
  for (let index = 7; index >= 0; index--) text += alphabet[Math.floor(head / 32 ** index) & 31]
  text += alphabet[((number & 1) << 4) | (tail[0]! & 15)]
  for (let index = 1; index < 8; index++) text += alphabet[tail[index]! & 31]
  return text
}

/** The account that an access key id was made for, or undefined when the text is no such id. */
export function accountOfAccessKeyId(id: string): string | undefined {
  if (!/^A[KS]IA[Q-Z2-7][A-Z2-7]{15}$/.test(id)) return undefined
  let bits = 0n
  for (const letter of id.slice(4)) bits = (bits << 5n) | BigInt(alphabet.indexOf(letter))
  const account = (bits >> 39n) & ((1n << 40n) - 1n)
  return account < 1_000_000_000_000n ? account.toString().padStart(12, '0') : undefined
}
