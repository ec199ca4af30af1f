/** Options of a query that stand for numbers, times and switches, read as Go's conversions read them. */
import { badRequest } from '../api-error.ts'

/** On unless it says that it is not. */
export function flagOf(query: URLSearchParams, name: string): boolean {
  const text = query.get(name)
  return text !== null && text.toLowerCase() !== 'false' && text !== '0'
}

export function integerOf(query: URLSearchParams, name: string): bigint | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const parsing = `strconv.ParseInt: parsing ${JSON.stringify(text)}`
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`${parsing}: invalid syntax`)
  const value = BigInt(text.replace('+', ''))
  if (BigInt.asIntN(64, value) !== value) throw badRequest(`${parsing}: value out of range`)
  return value
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([.,]\d+)?(Z|[+-]\d{2}:\d{2})$/

/** In whole seconds, of UTC. */
export function timeOf(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  const time = rfc3339.test(text) ? Date.parse(text.replace(',', '.')) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
  const quoted = JSON.stringify(text)
  throw badRequest(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`)
}
