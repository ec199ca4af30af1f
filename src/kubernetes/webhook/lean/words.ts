/** Remembers the texts that reviews repeat: making a text anew out of bytes costs far more than knowing it. */

const places = 1024
const longest = 64

export interface Words {
  /** The text whose bytes these are, each a letter of its own. */
  readonly read: (bytes: Buffer, start: number, end: number) => string
}

/** Two texts of one place only displace each other. */
export function createWords(): Words {
  const known = Array.from({ length: places }, () => '')
  return {
    read: (bytes, start, end) => {
      if (end === start) return ''
      if (end - start > longest) return bytes.toString('latin1', start, end)
      const place = placeOf(bytes, start, end)
      const word = known[place]!
      return isThere(word, bytes, start, end) ? word : (known[place] = bytes.toString('latin1', start, end))
    },
  }
}

/** By a few letters only: reading all of them once more would cost as much as it saves. */
const placeOf = (bytes: Uint8Array, start: number, end: number): number =>
  ((end - start) * 131 + bytes[start]! * 31 + bytes[(start + end) >>> 1]! * 17 + bytes[end - 1]! * 7) &
  (places - 1)

function isThere(word: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false
  for (let at = start; at < end; at++) if (word.charCodeAt(at - start) !== bytes[at]) return false
  return true
}
