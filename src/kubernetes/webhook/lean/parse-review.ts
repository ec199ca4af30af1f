/** A review as a value: only what decisions read of it where its text allows that, and else all of it. */
import { readLean } from './read-lean.ts'
import type { Shape } from './shape.ts'

/** Undefined when the body is no JSON. */
export function parseReview(body: Uint8Array, shape: Shape): unknown {
  const lean = readLean(Buffer.from(body.buffer, body.byteOffset, body.byteLength), shape)
  return lean === undefined ? parseWhole(body) : lean.value
}

function parseWhole(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
