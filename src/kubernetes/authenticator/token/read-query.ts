/** Reads a query as Go's url.ParseQuery does: semicolons and broken escapes are errors, a plus is a space. */

export function readQuery(query: string): readonly (readonly [string, string])[] | undefined {
  const pairs: (readonly [string, string])[] = []
  for (const piece of query.split('&')) {
    if (piece === '') continue
    if (piece.includes(';')) return undefined
    const at = piece.indexOf('=')
    const [name, value] = at === -1 ? [piece, ''] : [piece.slice(0, at), piece.slice(at + 1)]
    const [plainName, plainValue] = [unescape(name), unescape(value)]
    if (plainName === undefined || plainValue === undefined) return undefined
    pairs.push([plainName, plainValue])
  }
  return pairs
}

function unescape(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
