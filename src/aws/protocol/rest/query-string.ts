/** Parses the query string of a REST call. */

export type QueryValues = ReadonlyMap<string, readonly string[]>

/** Undefined when the percent-encoding is broken. */
export function parseQuery(query: string): QueryValues | undefined {
  const values = new Map<string, string[]>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decodePart(at === -1 ? pair : pair.slice(0, at))
    const value = at === -1 ? '' : decodePart(pair.slice(at + 1))
    if (name === undefined || value === undefined) return undefined
    const known = values.get(name)
    if (known === undefined) values.set(name, [value])
    else known.push(value)
  }
  return values
}

const decodePart = (text: string): string | undefined => decodePercent(text.replaceAll('+', ' '))

export function decodePercent(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
