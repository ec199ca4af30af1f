/** Parses JSON bodies within a bound on how deep they nest. */
import { AwsError } from '../errors.ts'

const maxDepth = 128
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Undefined for an empty body. */
export function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return undefined
  try {
    const text = strictUtf8.decode(body)
    if (isDeep(text)) throw new RangeError(`JSON nests deeper than ${maxDepth}`)
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new AwsError({ code: 'SerializationException', cause })
  }
}

function isDeep(text: string): boolean {
  // Too short to nest that deep.
  if (text.length < 2 * maxDepth) return false
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === backslash) at++
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (code === openBrace || code === openBracket) {
      if (++depth > maxDepth) return true
    } else if (code === closeBrace || code === closeBracket) depth--
  }
  return false
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = Array.from('"\\{}[]', (c) =>
  c.charCodeAt(0),
)
