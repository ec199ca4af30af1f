/** Date operators: ISO 8601 as W3C profiles it, or seconds since the epoch. */
import type { Comparison } from './comparison.ts'
import { plainComparison } from './comparison.ts'

const comparing = (fits: (given: number, asked: number) => boolean): Comparison =>
  plainComparison({ given: readInstant, asked: readInstant, fits })

export const dateEquals = comparing((given, asked) => given === asked)
export const dateLessThan = comparing((given, asked) => given < asked)
export const dateLessThanEquals = comparing((given, asked) => given <= asked)
export const dateGreaterThan = comparing((given, asked) => given > asked)
export const dateGreaterThanEquals = comparing((given, asked) => given >= asked)

const iso =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:?\d\d)?)?)?)?$/

/** Milliseconds since the epoch; undefined when the text is no date. Four digits are a year. */
export function readInstant(text: string): number | undefined {
  const parts = iso.exec(text)
  if (parts === null) return /^-?\d{1,15}$/.test(text) ? Number(text) * 1000 : undefined
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    fraction = '',
    zone = 'Z',
  ] = parts
  const fields = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)] as const
  const whole = Date.UTC(...fields, Number(second))
  if (!isRealDate(whole, fields)) return undefined
  return whole + Number(`0.${fraction || '0'}`) * 1000 - offsetOf(zone)
}

/** Date.UTC carries the 31st of February over into March, and the 60th second into the next minute. */
function isRealDate(instant: number, [year, month, day, hour, minute]: readonly number[]): boolean {
  const date = new Date(instant)
  return (
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute
  )
}

/** 0 for Z, which has no digits. */
function offsetOf(zone: string): number {
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
