/** Ids of what belongs to users, in the letters of AWS's own. */
import type { Random } from '../../kit/index.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const newId = (prefix: string, length: number, random: Random): string =>
  prefix + Array.from(random(length), (byte) => alphabet[byte & 31]).join('')
