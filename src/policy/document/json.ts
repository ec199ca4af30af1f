/** Reads JSON text into a tree that keeps what JSON.parse loses: places, duplicate names, and numbers as they were written. */

/** Where a value stands in the text: its first character and the one after its last. */
export interface Span {
  readonly at: number
  readonly end: number
}

type JsonValue =
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'string'; readonly text: string }
  /** A number, `true` or `false`, as it was written. */
  | { readonly kind: 'number' | 'boolean'; readonly text: string }
  | { readonly kind: 'null' }

export type Json = JsonValue & Span

export interface Member {
  readonly name: string
  readonly nameSpan: Span
  readonly value: Json
}

export type JsonResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly expected: string; readonly at: number }

/** A policy is at most seven levels deep; more is somebody filling the stack. */
const deepest = 32

export function readJson(text: string): JsonResult {
  const reader: Reader = { text, at: 0, fault: undefined }
  const value = readValue(reader, 0)
  if (value !== undefined && skipSpace(reader) < text.length) expect(reader, 'the end of the text')
  if (value === undefined || reader.fault !== undefined)
    return { ok: false, expected: reader.fault ?? 'a value', at: reader.at }
  return { ok: true, value }
}

interface Reader {
  readonly text: string
  at: number
  /** What was expected where the text went wrong; the place is `at`. */
  fault: string | undefined
}

function expect(reader: Reader, what: string): undefined {
  reader.fault ??= what
  return undefined
}

function readValue(reader: Reader, depth: number): Json | undefined {
  if (depth > deepest) return expect(reader, `at most ${deepest} levels`)
  const at = skipSpace(reader)
  const value = readBareValue(reader, depth)
  return value && { ...value, at, end: reader.at }
}

function readBareValue(reader: Reader, depth: number): JsonValue | undefined {
  const letter = reader.text[reader.at]
  if (letter === '{') return readObject(reader, depth)
  if (letter === '[') return readArray(reader, depth)
  if (letter === '"') {
    const text = readString(reader)
    return text === undefined ? undefined : { kind: 'string', text }
  }
  return readScalar(reader)
}

function readObject(reader: Reader, depth: number): JsonValue | undefined {
  const members: Member[] = []
  const done = readList(reader, '}', () => {
    if (reader.text[reader.at] !== '"') return expect(reader, 'a name in quotes')
    const at = reader.at
    const name = readString(reader)
    if (name === undefined) return undefined
    const nameSpan = { at, end: reader.at }
    if (reader.text[skipSpace(reader)] !== ':') return expect(reader, 'a colon')
    reader.at++
    const value = readValue(reader, depth + 1)
    return value && members.push({ name, nameSpan, value })
  })
  return done ? { kind: 'object', members } : undefined
}

function readArray(reader: Reader, depth: number): JsonValue | undefined {
  const items: Json[] = []
  const done = readList(reader, ']', () => {
    const value = readValue(reader, depth + 1)
    return value && items.push(value)
  })
  return done ? { kind: 'array', items } : undefined
}

/** Reads what stands between brackets, parted by commas; an entry gives undefined when it went wrong. */
function readList(reader: Reader, close: string, readEntry: () => unknown): boolean {
  reader.at++
  if (reader.text[skipSpace(reader)] === close) {
    reader.at++
    return true
  }
  for (;;) {
    skipSpace(reader)
    if (readEntry() === undefined) return false
    const letter = reader.text[skipSpace(reader)]
    if (letter !== ',' && letter !== close) {
      expect(reader, `a comma or ${close}`)
      return false
    }
    reader.at++
    if (letter === close) return true
  }
}

function readString(reader: Reader): string | undefined {
  const start = reader.at
  let at = start + 1
  for (; at < reader.text.length; at++) {
    const code = reader.text.charCodeAt(at)
    if (code === 0x22) break
    if (code === 0x5c) at++
    else if (code < 0x20) break
  }
  if (reader.text[at] !== '"') {
    reader.at = Math.min(at, reader.text.length)
    return expect(reader, 'the end of a string')
  }
  const quoted = reader.text.slice(start, at + 1)
  const text = quoted.includes('\\') ? unescape(quoted) : quoted.slice(1, -1)
  if (text === undefined) return expect(reader, 'a string with valid escapes')
  reader.at = at + 1
  return text
}

const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/g

/** JSON.parse knows the escapes; it is asked only when there are no others. */
function unescape(quoted: string): string | undefined {
  if (quoted.replace(escapes, '').includes('\\')) return undefined
  return String(JSON.parse(quoted))
}

const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y

function readScalar(reader: Reader): JsonValue | undefined {
  scalar.lastIndex = reader.at
  const text = scalar.exec(reader.text)?.[0]
  if (text === undefined) return expect(reader, 'a value')
  reader.at += text.length
  if (text === 'null') return { kind: 'null' }
  return { kind: text === 'true' || text === 'false' ? 'boolean' : 'number', text }
}

function skipSpace(reader: Reader): number {
  while (reader.at < reader.text.length && ' \t\n\r'.includes(reader.text[reader.at]!)) reader.at++
  return reader.at
}
