/** Matching text against wildcards without backtracking. */
import type { KnownToken } from './template.ts'

/** What a pattern turned out to be, so that an index can take the short ways. */
export type Pattern =
  | { readonly shape: 'everything' }
  | { readonly shape: 'exact'; readonly text: string }
  /** Text, then a star. */
  | { readonly shape: 'prefix'; readonly text: string }
  | { readonly shape: 'glob'; readonly chunks: readonly Chunk[] }

/** What stands between two stars. */
interface Chunk {
  readonly text: string
  /** Where any character fits; undefined when nowhere. */
  readonly holes: readonly boolean[] | undefined
}

export function patternOf(tokens: readonly KnownToken[]): Pattern {
  const chunks = chunksOf(tokens)
  const [first, last] = [chunks[0]!, chunks.at(-1)!]
  if (first.holes !== undefined) return { shape: 'glob', chunks }
  if (chunks.length === 1) return { shape: 'exact', text: first.text }
  const restIsEmpty = last.text === '' && chunks.slice(1).every((chunk) => chunk.text === '')
  if (!restIsEmpty) return { shape: 'glob', chunks }
  return first.text === '' ? { shape: 'everything' } : { shape: 'prefix', text: first.text }
}

export function matches(pattern: Pattern, text: string): boolean {
  switch (pattern.shape) {
    case 'everything':
      return true
    case 'exact':
      return text === pattern.text
    case 'prefix':
      return text.startsWith(pattern.text)
    default:
      return matchesChunks(pattern.chunks, text)
  }
}

/**
 * The first chunk stands at the start, the last at the end, and each between them is taken at its first
 * place: taking it later never helps. So no place is tried twice for one chunk.
 */
function matchesChunks(chunks: readonly Chunk[], text: string): boolean {
  const first = chunks[0]!
  if (!standsAt(first, text, 0)) return false
  if (chunks.length === 1) return text.length === first.text.length
  const last = chunks.at(-1)!
  const end = text.length - last.text.length
  let at = first.text.length
  for (let index = 1; index < chunks.length - 1; index++) {
    const chunk = chunks[index]!
    const found = find(chunk, text, at)
    if (found === -1) return false
    at = found + chunk.text.length
  }
  return at <= end && standsAt(last, text, end)
}

function find(chunk: Chunk, text: string, from: number): number {
  if (chunk.holes === undefined) return text.indexOf(chunk.text, from)
  for (let at = from; at + chunk.text.length <= text.length; at++) if (standsAt(chunk, text, at)) return at
  return -1
}

function standsAt(chunk: Chunk, text: string, at: number): boolean {
  if (chunk.holes === undefined) return text.startsWith(chunk.text, at)
  if (at + chunk.text.length > text.length) return false
  for (let index = 0; index < chunk.text.length; index++)
    if (!chunk.holes[index] && text.charCodeAt(at + index) !== chunk.text.charCodeAt(index)) return false
  return true
}

function chunksOf(tokens: readonly KnownToken[]): readonly Chunk[] {
  const chunks: { text: string; holes: boolean[] | undefined }[] = [{ text: '', holes: undefined }]
  for (const token of tokens) {
    const chunk = chunks.at(-1)!
    if (token.kind === 'run') chunks.push({ text: '', holes: undefined })
    else if (token.kind === 'text') chunk.text += token.text
    else {
      chunk.holes ??= []
      chunk.holes[chunk.text.length] = true
      chunk.text += '?'
    }
  }
  return chunks
}
