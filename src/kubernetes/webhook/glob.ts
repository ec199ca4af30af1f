/** Names with `*` for any text, as operators write them in lists of namespaces, ServiceAccounts and roles. */

export function matchesGlob(pattern: string, text: string): boolean {
  const parts = pattern.split('*')
  if (parts.length === 1) return pattern === text
  const first = parts.shift()!
  const last = parts.pop()!
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false
  // The earliest place for each part leaves the most room for those behind it, so no step is ever taken back.
  let at = first.length
  const end = text.length - last.length
  for (const part of parts) {
    const found = text.indexOf(part, at)
    if (found === -1 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

/** How much of the name a pattern says itself: the more, the nearer it is to what its author meant. */
export const literalLength = (pattern: string): number => pattern.replaceAll('*', '').length
