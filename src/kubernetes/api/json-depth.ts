/** How deep a JSON text nests, told before it is parsed: what walks it later does so by recursion. */

/** As deep as the API server itself goes is far beyond any object; half a stack is not. */
export const depthLimit = 500

export function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 0x5c) at++
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > depthLimit) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}
