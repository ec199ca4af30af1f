/** Passes over JSON values in a text of bytes, by the grammar of RFC 8259: what JSON.parse refuses is refused here. */

/** What is not a place in the text. */
export const refused = -1

/** Deeper texts are the parser's, which needs no stack for them. */
const deepest = 200

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Bytes at which a run of plain text in a string ends: controls, the quote and the backslash. */
const stops = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === quote || byte === backslash ? 1 : 0,
)

/** Bytes from here on are no blanks. */
export const firstInk = 0x21

const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** Where a program writes there are none, so who passes many places looks for `firstInk` before the call. */
export function passBlanks(bytes: Uint8Array, at: number): number {
  while (isBlank(bytes[at])) at++
  return at
}

/** Where the value that begins here ends. The bytes have to be UTF-8. */
export function passValue(bytes: Uint8Array, at: number, depth: number): number {
  switch (bytes[at]) {
    case quote:
      return passString(bytes, at + 1)
    case openObject:
      return depth > deepest ? refused : passObject(bytes, at + 1, depth + 1)
    case openList:
      return depth > deepest ? refused : passList(bytes, at + 1, depth + 1)
    case 0x74:
      return passWord(bytes, at, trueWord)
    case 0x66:
      return passWord(bytes, at, falseWord)
    case 0x6e:
      return passWord(bytes, at, nullWord)
    default:
      return passNumber(bytes, at)
  }
}

/** From behind the opening quote to behind the closing one. */
export function passString(bytes: Uint8Array, at: number): number {
  for (;;) {
    at = passPlain(bytes, at)
    if (bytes[at] === quote) return at + 1
    if (bytes[at] !== backslash) return refused
    at = passEscape(bytes, at + 1)
    if (at === refused) return refused
  }
}

/** To the first byte that does not stand for itself, or to the end. */
export function passPlain(bytes: Uint8Array, at: number): number {
  while (stops[bytes[at]!] === 0) at++
  return at
}

function passEscape(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case quote:
    case backslash:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 1
    case 0x75: // u
      for (let digit = at + 1; digit <= at + 4; digit++) if (!isHex(bytes[digit])) return refused
      return at + 5
    default:
      return refused
  }
}

const isHex = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66))

function passObject(bytes: Uint8Array, at: number, depth: number): number {
  at = passBlanks(bytes, at)
  if (bytes[at] === closeObject) return at + 1
  for (;;) {
    if (bytes[at] !== quote) return refused
    at = passString(bytes, at + 1)
    if (at === refused) return refused
    if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
    if (bytes[at++] !== colon) return refused
    if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
    at = bytes[at] === quote ? passString(bytes, at + 1) : passValue(bytes, at, depth)
    if (at === refused) return refused
    if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
    if (bytes[at] === closeObject) return at + 1
    if (bytes[at++] !== comma) return refused
    if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
  }
}

function passList(bytes: Uint8Array, at: number, depth: number): number {
  at = passBlanks(bytes, at)
  if (bytes[at] === closeList) return at + 1
  for (;;) {
    at = passValue(bytes, at, depth)
    if (at === refused) return refused
    if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
    if (bytes[at] === closeList) return at + 1
    if (bytes[at++] !== comma) return refused
    if (bytes[at]! < firstInk) at = passBlanks(bytes, at)
  }
}

const [trueWord, falseWord, nullWord] = ['true', 'false', 'null'].map((word) => Buffer.from(word)) as [
  Buffer,
  Buffer,
  Buffer,
]

function passWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word[index]) return refused
  return at + word.length
}

function passNumber(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x2d) at++
  if (bytes[at] === 0x30) at++
  else {
    at = passDigits(bytes, at)
    if (at === refused) return refused
  }
  if (bytes[at] === 0x2e) {
    at = passDigits(bytes, at + 1)
    if (at === refused) return refused
  }
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at
  at++
  if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++
  return passDigits(bytes, at)
}

/** At least one. */
function passDigits(bytes: Uint8Array, at: number): number {
  const start = at
  while (isDigit(bytes[at])) at++
  return at === start ? refused : at
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39
