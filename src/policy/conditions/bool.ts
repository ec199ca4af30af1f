/** The Bool operator. */
import { plainComparison } from './comparison.ts'

export const bool = plainComparison({
  given: readBool,
  asked: readBool,
  fits: (given, asked) => given === asked,
})

/** `true` or `false` in any case. */
export function readBool(text: string): boolean | undefined {
  const lower = text.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : undefined
}
