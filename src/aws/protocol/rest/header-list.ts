/** Lists in a header: values between commas, quoted where they hold one (RFC 9110 section 5.6.1). */

/** Splits at commas outside quotes; a date holds one comma of its own. */
export function splitList(text: string, dates: boolean): string[] {
  if (text.trim() === '') return []
  if (dates) return text.split(/(?<=GMT)\s*,\s*/)
  const values: string[] = []
  for (let at = 0; at <= text.length;) {
    const quoted = quotedAt(text, at)
    const end = quoted === undefined ? indexOrEnd(text, ',', at) : indexOrEnd(text, ',', quoted.end)
    values.push(quoted?.value ?? text.slice(at, end).trim())
    at = end + 1
  }
  return values
}

const quotedString = /[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(?=,|$)/y

function quotedAt(text: string, at: number): { value: string; end: number } | undefined {
  quotedString.lastIndex = at
  const match = quotedString.exec(text)
  if (match === null) return undefined
  return { value: match[1]!.replaceAll(/\\(.)/g, '$1'), end: quotedString.lastIndex }
}

function indexOrEnd(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at === -1 ? text.length : at
}

export const joinList = (values: readonly string[], quotes: boolean): string =>
  values.map((value) => (quotes ? quoteIfNeeded(value) : value)).join(', ')

const quoteIfNeeded = (value: string): string =>
  /[",]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value
