/** Reads from JSON bytes only what a shape wants, and checks the whole: what comes out is what the parser would give, without the rest. */
import { isUtf8 } from 'node:buffer'
import { firstInk, passBlanks, passPlain, passString, passValue, refused } from './pass-over.ts'
import { longestName, type Member, type Shape } from './shape.ts'
import { createWords } from './words.ts'

/** Undefined when the text is no JSON, or is written in a way that is left to the parser. */
export function readLean(bytes: Buffer, shape: Shape): { readonly value: unknown } | undefined {
  if (!isUtf8(bytes)) return undefined
  const reader = new LeanReader(bytes)
  const value = reader.read(passBlanks(bytes, 0), shape, 0)
  if (reader.end === refused || passBlanks(bytes, reader.end) !== bytes.length) return undefined
  return { value }
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Bytes of a string that are letters as they stand. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== quote && byte !== backslash ? 1 : 0,
)

/** A class, because a value and the place where it ends come out of each step, and pairs of them would be garbage. */
class LeanReader {
  readonly #bytes: Buffer
  /** Behind what was read last, or that it was refused. */
  end = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  read(at: number, shape: Shape, depth: number): unknown {
    const first = this.#bytes[at]
    switch (shape.kind) {
      case 'object':
        return first === openObject
          ? this.#readObject(at + 1, shape.byLength, depth)
          : this.#readWhole(at, depth)
      case 'list':
        return first === openList ? this.#readList(at + 1, shape.item!, depth) : this.#readWhole(at, depth)
      case 'text':
        return first === quote
          ? this.#readText(at + 1, shape.starts, shape.firsts)
          : this.#readWhole(at, depth)
      case 'holding':
        return first === openObject ? this.#readHolding(at, shape.text, depth) : this.#readWhole(at, depth)
      case 'whole':
        return this.#readWhole(at, depth)
    }
  }

  #readWhole(at: number, depth: number): unknown {
    const bytes = this.#bytes
    if (bytes[at] === quote) return this.#readString(at + 1)
    const end = passValue(bytes, at, depth)
    this.end = end
    if (end === refused) return undefined
    switch (bytes[at]) {
      case 0x74:
        return true
      case 0x66:
        return false
      case 0x6e:
        return null
      default:
        return JSON.parse(bytes.toString('utf8', at, end))
    }
  }

  #readString(at: number): unknown {
    const bytes = this.#bytes
    let end = at
    while (isPlain[bytes[end]!] === 1) end++
    if (bytes[end] === quote) return this.#finish(end + 1, words.read(bytes, at, end))
    this.end = passString(bytes, end)
    return this.end === refused ? undefined : JSON.parse(bytes.toString('utf8', at - 1, this.end))
  }

  #readText(at: number, starts: readonly string[], firsts: Uint8Array): unknown {
    const bytes = this.#bytes
    if (firsts[bytes[at]!] === 0 && bytes[at] !== backslash) {
      const end = passString(bytes, at)
      return this.#finish(end, '')
    }
    const text = this.#readString(at)
    return typeof text === 'string' && starts.some((start) => text.startsWith(start)) ? text : ''
  }

  #readObject(at: number, byLength: ObjectMembers, depth: number): unknown {
    const bytes = this.#bytes
    const found: Record<string, unknown> = {}
    at = passBlanks(bytes, at)
    if (bytes[at] === closeObject) return this.#finish(at + 1, found)
    for (;;) {
      if (bytes[at] !== quote) return this.#refuse()
      const start = at + 1
      const end = passPlain(bytes, start)
      // A name with an escape in it may be any, and is left to the parser.
      if (bytes[end] !== quote) return this.#refuse()
      const length = end - start
      const member = length < longestName ? findMember(bytes, start, byLength[length]) : undefined
      at = end + 1
      if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
      if (bytes[at++] !== colon) return this.#refuse()
      if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
      if (member === undefined)
        at = bytes[at] === quote ? passString(bytes, at + 1) : passValue(bytes, at, depth + 1)
      else {
        // A name that comes twice has its last value, as with the parser.
        found[member.name] = this.read(at, member.shape, depth + 1)
        at = this.end
      }
      if (at === refused) return this.#refuse()
      if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
      if (bytes[at] === closeObject) return this.#finish(at + 1, found)
      if (bytes[at++] !== comma) return this.#refuse()
      if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
    }
  }

  #readList(at: number, item: Shape, depth: number): unknown {
    const bytes = this.#bytes
    const found: unknown[] = []
    at = passBlanks(bytes, at)
    if (bytes[at] === closeList) return this.#finish(at + 1, found)
    for (;;) {
      found.push(this.read(at, item, depth + 1))
      if (this.end === refused) return undefined
      at = this.end
      if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
      if (bytes[at] === closeList) return this.#finish(at + 1, found)
      if (bytes[at++] !== comma) return this.#refuse()
      if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
    }
  }

  /** What is written with escapes may hold it too, and is left to the parser. */
  #readHolding(at: number, wanted: Buffer, depth: number): unknown {
    const bytes = this.#bytes
    this.end = passValue(bytes, at, depth)
    if (this.end === refused) return undefined
    const text = bytes.subarray(at, this.end)
    if (!text.includes(wanted) && !text.includes(escapedLetter) && !text.includes(escapedSlash)) return {}
    return JSON.parse(text.toString())
  }

  #finish(end: number, value: unknown): unknown {
    this.end = end
    return value
  }

  #refuse(): undefined {
    this.end = refused
  }
}

/** Shared by all reviews, as their texts are. */
const words = createWords()

const [escapedLetter, escapedSlash] = [Buffer.from('\\u'), Buffer.from('\\/')]

type ObjectMembers = readonly (readonly Member[] | undefined)[]

function findMember(
  bytes: Uint8Array,
  start: number,
  candidates: readonly Member[] | undefined,
): Member | undefined {
  if (candidates === undefined) return undefined
  for (let index = 0; index < candidates.length; index++)
    if (isAt(bytes, start, candidates[index]!.bytes)) return candidates[index]
  return undefined
}

function isAt(bytes: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index++) if (bytes[start + index] !== wanted[index]) return false
  return true
}
