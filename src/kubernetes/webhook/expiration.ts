/** How long a pod's token lives: by the pod's annotation, the ServiceAccount's, the operator's map or the flag. */
import { parseGoInt } from './go-values.ts'

const shortest = 600
/** What the API server accepts at most; a longer one would have the pod refused and its author blamed. */
const longest = 2 ** 32

export interface ExpirationWish {
  /** As it stands in a sentence: `the pod`. */
  readonly of: string
  /** The annotation's name, where there is one. */
  readonly name: string
  readonly text: string | undefined
}

export interface Expiration {
  readonly seconds: number
  readonly because: string
}

/** The first wish that is a number counts; the number is brought between the bounds. */
export function chooseExpiration(
  wishes: readonly ExpirationWish[],
  byDefault: Expiration,
  warnings: string[],
): Expiration {
  for (const { of, name, text } of wishes) {
    if (text === undefined) continue
    const seconds = parseGoInt(text)
    if (seconds === undefined) {
      warnings.push(`${name} of ${of} is no whole number of seconds and does not count: \`${text}\``)
      continue
    }
    if (seconds < shortest || seconds > longest)
      warnings.push(
        `${name} of ${of} is not between 600 and 2^32 seconds and is taken to the nearest: \`${text}\``,
      )
    return { seconds: clamp(seconds), because: `${name} of ${of}` }
  }
  return { ...byDefault, seconds: clamp(byDefault.seconds) }
}

const clamp = (seconds: number): number => Math.min(longest, Math.max(shortest, seconds))
