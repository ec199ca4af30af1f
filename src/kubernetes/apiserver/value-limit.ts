/** How many values an object may consist of: a body of three megabytes can bring millions, each of which grows to a hundred bytes and more. */

/** Members, items, objects and lists; the largest objects of real clusters have a few thousand. */
export const valueLimit = 30_000

/** Of a JSON text; told before it is parsed. */
export function hasTooManyValues(text: string): boolean {
  // Each value takes two characters at least.
  if (text.length <= valueLimit * 2) return false
  let count = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isInString) {
      if (code === 0x5c) at++
      else if (code === 0x22) isInString = false
    } else if (code === 0x22) isInString = true
    else if ((code === 0x2c || code === 0x5b || code === 0x7b) && ++count > valueLimit) return true
  }
  return false
}
