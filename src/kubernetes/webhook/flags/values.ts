/** Values of flags as Go's flag packages read them. */
import { parseGoBool } from '../go-values.ts'
import type { Flag } from './table.ts'

export type FlagValue = string | number | boolean

export type ReadFlag =
  | { readonly ok: true; readonly value: FlagValue }
  | { readonly ok: false; readonly problem: string }

export function readFlagValue({ kind }: Pick<Flag, 'kind'>, text: string): ReadFlag {
  switch (kind) {
    case 'text':
      return { ok: true, value: text }
    case 'boolean':
      return read(parseGoBool(text), 'true or false')
    case 'integer':
      return read(parseInteger(text), 'a whole number')
    case 'duration':
      return read(parseDuration(text), 'a duration such as 60s or 1m30s')
  }
}

const read = (value: FlagValue | undefined, expected: string): ReadFlag =>
  value === undefined ? { ok: false, problem: `expected ${expected}` } : { ok: true, value }

/** With base 0, as pflag reads it: 0x1bb, 0o673, 0b1 and 1_000 are numbers too. */
function parseInteger(text: string): number | undefined {
  // One underscore stands between two digits, or behind a prefix.
  if (/__|_$|^[+-]?_/.test(text)) return undefined
  const match = /^([+-]?)(0[xX][\da-fA-F]+|0[oO]?[0-7]*|0[bB][01]+|[1-9]\d*)$/.exec(text.replaceAll('_', ''))
  if (match === null) return undefined
  const digits = match[2]!.replace(/^0(?=[0-7])/, '0o')
  const value = Number(digits) * (match[1] === '-' ? -1 : 1)
  return Number.isSafeInteger(value) ? value : undefined
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** time.ParseDuration, in milliseconds. */
export function parseDuration(text: string): number | undefined {
  const [, sign, rest] = /^([+-]?)(.*)$/.exec(text)!
  if (rest === '0') return 0
  const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y
  let total = 0
  while (part.lastIndex < rest!.length) {
    const match = part.exec(rest!)
    if (match === null) return undefined
    total += Number(match[1]) * units[match[2]!]!
  }
  return rest === '' ? undefined : total * (sign === '-' ? -1 : 1)
}
