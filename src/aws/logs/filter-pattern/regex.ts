/** The regular expressions of filter patterns, in time that grows with the message alone: AWS has no groups in them, so a set of places is all there is to follow. */
import { invalidPattern } from './invalid-pattern.ts'

type Matches = (letter: string) => boolean

interface Piece {
  readonly matches: Matches
  readonly least: number
  readonly most: number
}

interface Branch {
  readonly fromStart: boolean
  readonly toEnd: boolean
  readonly pieces: readonly Piece[]
}

const mostRepeats = 255
const mostPlaces = 2000

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
    const read = { matches: matcherOf(atom), ...boundsOf(repeat) }
    places += read.most === Infinity ? read.least + 1 : read.most
    if (places > mostPlaces || read.least > mostRepeats)
      throw invalidPattern(`the regular expression \`${source}\` is too long`)
    pieces.push(read)
  }
  return { fromStart, toEnd, pieces }
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

/** One letter against a class is nothing that could take long, so the language's own classes serve. */
function matcherOf(atom: string): Matches {
  if (atom === '.') return () => true
  if (!/^[\\[]/.test(atom)) return (letter) => letter === atom
  try {
    const own = new RegExp(`^${atom}$`, /^\\[^\w\s]/.test(atom) ? '' : 'u')
    return (letter) => own.test(letter)
  } catch {
    throw invalidPattern(`\`${atom}\` is no class of characters`)
  }
}

/** Follows all ways at once: the pieces one after another, each as often as it may be. */
function runs({ fromStart, toEnd, pieces }: Branch, text: string): boolean {
  const places = expand(pieces)
  let here = new Set<number>()
  const enter = (into: Set<number>, at: number): void => {
    for (let place = at; !into.has(place); place++) {
      into.add(place)
      if (places[place]?.optional !== true) return
    }
  }
  enter(here, 0)
  if (here.has(places.length) && !toEnd) return true
  for (const letter of text) {
    const next = new Set<number>()
    for (const at of here) {
      const place = places[at]
      if (place === undefined || !place.matches(letter)) continue
      if (place.repeats) enter(next, at)
      enter(next, at + 1)
    }
    if (!fromStart) enter(next, 0)
    here = next
    if (here.has(places.length) && !toEnd) return true
    if (here.size === 0) return false
  }
  return here.has(places.length)
}

interface PlaceInBranch {
  readonly matches: Matches
  readonly optional: boolean
  readonly repeats: boolean
}

const expand = (pieces: readonly Piece[]): readonly PlaceInBranch[] =>
  pieces.flatMap(({ matches, least, most }) => [
    ...Array.from({ length: least }, () => ({ matches, optional: false, repeats: false })),
    ...(most === Infinity
      ? [{ matches, optional: true, repeats: true }]
      : Array.from({ length: most - least }, () => ({ matches, optional: true, repeats: false }))),
  ])
