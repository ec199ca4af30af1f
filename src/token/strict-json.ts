/** JSON objects as JOSE wants them (RFC 7515 section 4, RFC 7519 section 4): valid UTF-8, no member named twice, not bottomless. */
import { isUtf8 } from 'node:buffer'

export type JsonObject = Readonly<Record<string, unknown>>

export type StrictJson =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly fault: JsonFault }

export type JsonFault = 'not-utf8' | 'not-json' | 'not-an-object' | 'duplicate-member' | 'too-deep'

/** Levels of nesting that a token or an issuer's document may have. */
const deepest = 32

export function parseStrictObject(bytes: Uint8Array): StrictJson {
  if (!isUtf8(bytes)) return { ok: false, fault: 'not-utf8' }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  const value = parse(text)
  if (value === undefined) return { ok: false, fault: 'not-json' }
  if (!isJsonObject(value)) return { ok: false, fault: 'not-an-object' }
  const fault = isPlain(text, value) ? undefined : findFault(text)
  return fault === undefined ? { ok: true, value } : { ok: false, fault }
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/**
 * Tells nearly every token's JSON to be right in a fraction of the time that a walk takes: it holds no escapes, is not
 * deep, and has as many members as were parsed, which it would not if one of them were named twice.
 */
function isPlain(text: string, value: JsonObject): boolean {
  if (text.includes('\\')) return false
  let members = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) at = text.indexOf('"', at + 1)
    else if (code === 0x3a) members++
  }
  return members === countMembers(value, 1)
}

/** Of the whole tree; NaN, which equals nothing, when it is too deep. */
function countMembers(value: object, depth: number): number {
  if (depth > deepest) return NaN
  const items: readonly unknown[] = Object.values(value)
  let members = Array.isArray(value) ? 0 : items.length
  for (const item of items)
    if (typeof item === 'object' && item !== null) members += countMembers(item, depth + 1)
  return members
}

/** Walks text that is known to be valid JSON, because JSON.parse keeps the last of two equal names in silence. */
function findFault(text: string): JsonFault | undefined {
  const open: (Set<string> | undefined)[] = []
  let namesFollow = false
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
        open.push(new Set())
        namesFollow = true
        break
      case 0x5b: // [
        open.push(undefined)
        namesFollow = false
        break
      case 0x7d: // }
      case 0x5d: // ]
        open.pop()
        break
      case 0x2c: // ,
        namesFollow = open.at(-1) !== undefined
        break
      case 0x22: {
        const end = endOfString(text, at)
        const content = unescape(text, at, end)
        // A lone surrogate has no UTF-8, so two different texts would become one.
        if (!content.isWellFormed()) return 'not-utf8'
        if (namesFollow) {
          const names = open.at(-1)!
          if (names.has(content)) return 'duplicate-member'
          names.add(content)
          namesFollow = false
        }
        at = end
        break
      }
    }
    if (open.length > deepest) return 'too-deep'
  }
  return undefined
}

/** The index of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1
  return at
}

function unescape(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end)
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw
}
