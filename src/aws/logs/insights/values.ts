/** What fields hold, and how values are compared and shown. */

/** Times are of the fields @timestamp and @ingestionTime and of the functions on them; objects are what JSON holds. */
export type Value = string | number | boolean | Date | object | null | undefined

export function toNumber(value: Value): number | undefined {
  switch (typeof value) {
    case 'number':
      return value
    case 'boolean':
      return value ? 1 : 0
    case 'string': {
      const number = value.trim() === '' ? NaN : Number(value)
      return Number.isNaN(number) ? undefined : number
    }
    default:
      return value instanceof Date ? value.getTime() : undefined
  }
}

/** As results show it; undefined where there is nothing to show. */
export function show(value: Value): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (value instanceof Date) return showTime(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const showTime = (time: Date): string =>
  Number.isNaN(time.getTime()) ? '' : time.toISOString().replace('T', ' ').replace('Z', '')

export const textOf = (value: Value): string | undefined =>
  typeof value === 'boolean' ? String(value) : show(value)

export const isMissing = (value: Value): value is null | undefined => value === undefined || value === null

export function equals(a: Value, b: Value): boolean {
  if (isMissing(a) || isMissing(b)) return false
  const [first, second] = [toNumber(a), toNumber(b)]
  if (first !== undefined && second !== undefined) return first === second
  return textOf(a) === textOf(b)
}

/** Undefined where one of them is missing. */
export function compare(a: Value, b: Value): number | undefined {
  if (isMissing(a) || isMissing(b)) return undefined
  const [first, second] = [toNumber(a), toNumber(b)]
  if (first !== undefined && second !== undefined) return first - second
  const [one, other] = [textOf(a)!, textOf(b)!]
  return one < other ? -1 : one > other ? 1 : 0
}

/** The order of sort: what is missing, then text, then numbers. */
export function order(a: Value, b: Value): number {
  const [first, second] = [rank(a), rank(b)]
  return first - second || (compare(a, b) ?? 0)
}

const rank = (value: Value): number => (isMissing(value) ? 0 : toNumber(value) === undefined ? 1 : 2)

export const isTrue = (value: Value): boolean => value === true || (typeof value === 'number' && value !== 0)
