/** The regular expressions of filter patterns, in time that grows with the message alone: AWS has no groups in them, so a set of places is all there is to follow. */
import { invalidPattern } from './invalid-pattern.ts'

/** Which letters fit; for the first 256 looked up beforehand. */
interface Class {
  readonly matches: (letter: string) => boolean
  readonly latin: Uint8Array
}

interface Piece {
  readonly of: Class
  readonly least: number
  readonly most: number
}

interface Branch {
  readonly fromStart: boolean
  readonly toEnd: boolean
  readonly places: readonly PlaceInBranch[]
}

const mostRepeats = 255
/** Each letter of a message costs as much as there are places at most. */
const mostPlaces = 100

export function compileRegex(source: string): (text: string) => boolean {
  const branches = splitBranches(source).map(readBranch)
  return (text) => branches.some((branch) => runs(branch, text))
}

function splitBranches(source: string): readonly string[] {
  const branches: string[] = ['']
  for (const [part] of source.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|[^]/gu))
    if (part === '|') branches.push('')
    else branches[branches.length - 1] += part
  return branches
}

const piece = /(\\x[0-9A-Fa-f]{2}|\\.|\[\^?(?:\\.|[^\]\\])+\]|[^\\[\]])([*+?]|\{\d+(?:,\d*)?\})?/uy

function readBranch(source: string): Branch {
  const fromStart = source.startsWith('^')
  const toEnd = /(?<!\\)(?:\\\\)*\$$/.test(source)
  const inner = source.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined)
  const pieces: Piece[] = []
  piece.lastIndex = 0
  let places = 0
  while (piece.lastIndex < inner.length) {
    const found = piece.exec(inner)
    const [, atom = '', repeat = ''] = found ?? []
    if (found === null || /^[(){}*+?^$]$/.test(atom))
      throw invalidPattern(`the regular expression \`${source}\` uses what is not supported`)
    const read = { of: classOf(matcherOf(atom)), ...boundsOf(repeat) }
    places += read.most === Infinity ? read.least + 1 : read.most
    if (places > mostPlaces || read.least > mostRepeats)
      throw invalidPattern(`the regular expression \`${source}\` is too long`)
    pieces.push(read)
  }
  return { fromStart, toEnd, places: expand(pieces) }
}

function boundsOf(repeat: string): { least: number; most: number } {
  switch (repeat) {
    case '':
      return { least: 1, most: 1 }
    case '*':
      return { least: 0, most: Infinity }
    case '+':
      return { least: 1, most: Infinity }
    case '?':
      return { least: 0, most: 1 }
  }
  const [least = '0', most] = repeat.slice(1, -1).split(',')
  return {
    least: Number(least),
    most: most === undefined ? Number(least) : most === '' ? Infinity : Number(most),
  }
}

function classOf(matches: Class['matches']): Class {
  return {
    matches,
    latin: Uint8Array.from({ length: 256 }, (_, code) => Number(matches(String.fromCharCode(code)))),
  }
}

/** One letter against a class is nothing that could take long, so the language's own classes serve. */
function matcherOf(atom: string): Class['matches'] {
  if (atom === '.') return () => true
  if (!/^[\\[]/.test(atom)) return (letter) => letter === atom
  try {
    const own = new RegExp(`^${atom}$`, /^\\[^\w\s]/.test(atom) ? '' : 'u')
    return (letter) => own.test(letter)
  } catch {
    throw invalidPattern(`\`${atom}\` is no class of characters`)
  }
}

/** Follows all ways at once: where one may stand in the branch before each letter. */
function runs({ fromStart, toEnd, places }: Branch, text: string): boolean {
  const count = places.length
  // The turn in which a place was last entered, so that nothing has to be wiped in between.
  const entered = new Uint32Array(count + 1)
  let [here, next] = [new Uint16Array(count + 1), new Uint16Array(count + 1)]
  let [standing, turn] = [0, 1]
  const enter = (into: Uint16Array, at: number): void => {
    for (let place = at; entered[place] !== turn; place++) {
      entered[place] = turn
      into[standing++] = place
      if (places[place]?.optional !== true) return
    }
  }
  enter(here, 0)
  for (const letter of text) {
    if (entered[count] === turn && !toEnd) return true
    const code = letter.codePointAt(0)!
    const before = standing
    standing = 0
    turn++
    for (let each = 0; each < before; each++) {
      const at = here[each]!
      const place = places[at]
      if (place === undefined || !(code < 256 ? place.latin[code] === 1 : place.matches(letter))) continue
      if (place.repeats) enter(next, at)
      enter(next, at + 1)
    }
    if (!fromStart) enter(next, 0)
    if (standing === 0) return false
    ;[here, next] = [next, here]
  }
  return entered[count] === turn
}

interface PlaceInBranch extends Class {
  readonly optional: boolean
  readonly repeats: boolean
}

const expand = (pieces: readonly Piece[]): readonly PlaceInBranch[] =>
  pieces.flatMap(({ of, least, most }) => [
    ...Array.from({ length: least }, () => ({ ...of, optional: false, repeats: false })),
    ...(most === Infinity
      ? [{ ...of, optional: true, repeats: true }]
      : Array.from({ length: most - least }, () => ({ ...of, optional: true, repeats: false }))),
  ])
