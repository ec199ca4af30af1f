/** Values of annotations as the Go standard library reads them, because that is how their authors tried them out. */

/** strconv.ParseBool */
export function parseGoBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false
  return undefined
}

/** strconv.ParseInt(text, 10, 64) */
export function parseGoInt(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const value = BigInt(text.replace('+', ''))
  return BigInt.asIntN(64, value) === value ? Number(value) : undefined
}

/** The first record of encoding/csv: quotes allowed, blanks kept; undefined when it does not parse. */
export function parseCsvRecord(text: string): readonly string[] | undefined {
  // A carriage return at the very end counts as a line's end too.
  const source = text.replaceAll('\r\n', '\n').replace(/\r$/, '').replace(/^\n+/, '')
  if (source === '') return []
  const fields: string[] = []
  for (let at = 0; ;) {
    const field = source[at] === '"' ? quotedField(source, at) : bareField(source, at)
    if (field === undefined) return undefined
    fields.push(field.value)
    if (source[field.end] !== ',') return fields
    at = field.end + 1
  }
}

interface Field {
  readonly value: string
  /** Where the comma, the line's end or the text's end stands. */
  readonly end: number
}

function bareField(source: string, start: number): Field | undefined {
  const length = source.slice(start).search(/[,\n]/)
  const end = length === -1 ? source.length : start + length
  const value = source.slice(start, end)
  return value.includes('"') ? undefined : { value, end }
}

function quotedField(source: string, start: number): Field | undefined {
  const match = /^"((?:[^"]|"")*)"(?=,|\n|$)/.exec(source.slice(start))
  if (match === null) return undefined
  return { value: match[1]!.replaceAll('""', '"'), end: start + match[0].length }
}
