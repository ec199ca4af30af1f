/** The query of a canonical request: every name and value in one spelling, sorted. */
import { respell } from './percent-encoding.ts'

// Sorts before all that a spelling is made of, so that `Param` comes before `Param-3`.
const separator = '\n'

/** `except` is a parameter to leave out, as a presigned request leaves its own signature out. */
export function canonicalQuery(query: string, except?: string): string {
  if (query === '') return ''
  const pairs: string[] = []
  for (const part of query.split('&')) {
    if (part === '') continue
    const at = part.indexOf('=')
    const name = respell(at === -1 ? part : part.slice(0, at))
    if (name !== except) pairs.push(name + separator + (at === -1 ? '' : respell(part.slice(at + 1))))
  }
  // By code unit and not by locale, name first.
  return pairs
    .sort()
    .map((pair) => pair.replace(separator, '='))
    .join('&')
}
