/** The query of a canonical request: every name and value in one spelling, sorted. */
import { respell } from './percent-encoding.ts'

/** `except` is a parameter to leave out, as a presigned request leaves its own signature out. */
export function canonicalQuery(query: string, except?: string): string {
  if (query === '') return ''
  const pairs: (readonly [name: string, value: string])[] = []
  for (const part of query.split('&')) {
    if (part === '') continue
    const at = part.indexOf('=')
    const name = respell(at === -1 ? part : part.slice(0, at))
    if (name !== except) pairs.push([name, at === -1 ? '' : respell(part.slice(at + 1))])
  }
  return pairs
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

// By code unit and not by locale: the spelling is ASCII, and `Param` sorts before `Param-3`.
function byNameThenValue(a: readonly [string, string], b: readonly [string, string]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1
  return 0
}
