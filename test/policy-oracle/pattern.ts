/** Text against patterns of `*` and `?`, with the variables of a policy put in: tried character by character. */
import type { Question } from './question.ts'

/** One character of a pattern. What a variable brought in stands for itself, never for a wildcard. */
export type Piece = { readonly literal: string } | { readonly wildcard: '*' | '?' }

/** undefined: the pattern names a variable without a value, which equals nothing and is like nothing. */
export type Pattern = readonly Piece[] | undefined

const supportsVariables = (version: string | undefined) => version === '2012-10-17'

const variable = /^\$\{([^}]*)\}/u

export function patternOf(text: string, version: string | undefined, question: Question): Pattern {
  const pieces: Piece[] = []
  let rest = text
  while (rest !== '') {
    const found = supportsVariables(version) ? variable.exec(rest) : null
    if (found !== null) {
      const value = valueOfVariable(found[1] ?? '', question)
      if (value === undefined) return undefined
      for (const literal of value) pieces.push({ literal })
      rest = rest.slice(found[0].length)
      continue
    }
    const [character = ''] = rest
    pieces.push(character === '*' || character === '?' ? { wildcard: character } : { literal: character })
    rest = rest.slice(character.length)
  }
  return pieces
}

/** `key` or `key, 'default'`; a key of several values cannot be a variable. */
function valueOfVariable(inside: string, question: Question): string | undefined {
  if (inside === '*' || inside === '?' || inside === '$') return inside
  const withDefault = /^(.*?),\s*'(.*)'$/u.exec(inside)
  const key = withDefault?.[1] ?? inside
  const values = contextValues(question, key)
  return values?.length === 1 ? values[0] : withDefault?.[2]
}

export function contextValues(question: Question, key: string): readonly string[] | undefined {
  for (const [name, values] of Object.entries(question.context))
    if (name.toLowerCase() === key.toLowerCase()) return values
  return undefined
}

/** The pattern read without wildcards, as StringEquals reads it. */
export const plainText = (pattern: readonly Piece[]) =>
  pattern.map((piece) => ('literal' in piece ? piece.literal : piece.wildcard)).join('')

/** A character is a unit of UTF-16 here: what `?` makes of one beyond the basic plane is an open question. */
export function matches(pattern: readonly Piece[], text: string): boolean {
  return matchesFrom(
    pattern.flatMap((piece): Piece[] =>
      'literal' in piece ? piece.literal.split('').map((literal) => ({ literal })) : [piece],
    ),
    text.split(''),
  )
}

function matchesFrom(pattern: readonly Piece[], text: readonly string[]): boolean {
  const [first, ...later] = pattern
  if (first === undefined) return text.length === 0
  if ('literal' in first) return text[0] === first.literal && matchesFrom(later, text.slice(1))
  if (first.wildcard === '?') return text.length > 0 && matchesFrom(later, text.slice(1))
  for (let taken = 0; taken <= text.length; taken++) if (matchesFrom(later, text.slice(taken))) return true
  return false
}

/** Each of the six components of an ARN by itself; the last one takes all colons that remain. */
export function matchesArn(pattern: readonly Piece[], text: string): boolean {
  const wanted = componentsOf(pattern)
  const given = text.split(':')
  if (given.length < 6 || given[0] !== 'arn') return false
  if (isLoneStar(pattern)) return true
  if (wanted.length < 6) return false
  const components = [...given.slice(0, 5), given.slice(5).join(':')]
  return components.every((component, at) => matches(wanted[at] ?? [], component))
}

const isLoneStar = (pattern: readonly Piece[]) =>
  pattern.length === 1 && pattern.every((piece) => 'wildcard' in piece && piece.wildcard === '*')

/** A Resource entry: a short ARN is filled with stars, and a star may reach beyond a colon. */
export function matchesResource(pattern: readonly Piece[], text: string): boolean {
  if (isLoneStar(pattern)) return true
  const filler: readonly Piece[] = [{ literal: ':' }, { wildcard: '*' }]
  const missing = Math.max(0, 6 - componentsOf(pattern).length)
  return matches([...pattern, ...Array.from({ length: missing }, () => filler).flat()], text)
}

function componentsOf(pattern: readonly Piece[]): readonly (readonly Piece[])[] {
  const components: Piece[][] = [[]]
  for (const piece of pattern) {
    if ('literal' in piece && piece.literal === ':' && components.length < 6) components.push([])
    else components.at(-1)?.push(piece)
  }
  return components
}
