/** The functions of Logs Insights: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
import { isIPv4, isIPv6, BlockList } from 'node:net'
import { isMissing, textOf, toNumber, type Value } from './values.ts'

export interface FunctionFacts {
  readonly least: number
  readonly most: number
  readonly run: (...given: readonly Value[]) => Value
}

const of = (least: number, most: number, run: FunctionFacts['run']): FunctionFacts => ({ least, most, run })

const onNumber = (run: (number: number) => number): FunctionFacts =>
  of(1, 1, (value) => {
    const number = toNumber(value)
    return number === undefined ? undefined : finite(run(number))
  })

const onNumbers = (run: (...numbers: readonly number[]) => number): FunctionFacts =>
  of(1, Infinity, (...values) => {
    const numbers = values.map(toNumber).filter((number) => number !== undefined)
    return numbers.length === 0 ? undefined : run(...numbers)
  })

const onText = (
  least: number,
  most: number,
  run: (text: string, ...rest: readonly Value[]) => Value,
): FunctionFacts =>
  of(least, most, (value, ...rest) => {
    const text = textOf(value)
    return text === undefined ? undefined : run(text, ...rest)
  })

const finite = (number: number): number | undefined => (Number.isFinite(number) ? number : undefined)

const timed = (run: (time: number, period: Period) => number): FunctionFacts =>
  of(2, 2, (value, period) => {
    const time = toNumber(value)
    return time === undefined || !isPeriod(period) ? undefined : new Date(run(time, period))
  })

/** The longest text that a function makes. */
const longest = 1_048_576

// No prototype: a query may name anything.
export const functions: Readonly<Record<string, FunctionFacts>> = Object.assign(
  Object.create(null) as Record<string, FunctionFacts>,
  {
    abs: onNumber(Math.abs),
    ceil: onNumber(Math.ceil),
    floor: onNumber(Math.floor),
    greatest: onNumbers(Math.max),
    least: onNumbers(Math.min),
    log: onNumber(Math.log),
    sqrt: onNumber(Math.sqrt),

    ispresent: of(1, 1, (value) => !isMissing(value)),
    coalesce: of(1, Infinity, (...values) => values.find((value) => !isMissing(value))),
    if: of(3, 3, (condition, yes, no) => (condition === true || condition === 1 ? yes : no)),

    isempty: of(1, 1, (value) => isMissing(value) || textOf(value) === ''),
    isblank: of(1, 1, (value) => isMissing(value) || textOf(value)!.trim() === ''),
    concat: of(1, Infinity, (...values) =>
      values
        .map((value) => textOf(value) ?? '')
        .join('')
        .slice(0, longest),
    ),
    strlen: onText(1, 1, (text) => text.length),
    tolower: onText(1, 1, (text) => text.toLowerCase()),
    toupper: onText(1, 1, (text) => text.toUpperCase()),
    trim: onText(1, 2, (text, letters) => trimEnd(trimStart(text, letters), letters)),
    ltrim: onText(1, 2, trimStart),
    rtrim: onText(1, 2, trimEnd),
    substr: onText(2, 3, (text, from, length) => {
      const start = Math.max(0, toNumber(from) ?? 0)
      return text.slice(start, length === undefined ? undefined : start + Math.max(0, toNumber(length) ?? 0))
    }),
    replace: onText(3, 3, (text, what, by) => {
      const searched = textOf(what) ?? ''
      return searched === ''
        ? text
        : text
            .split(searched)
            .join(textOf(by) ?? '')
            .slice(0, longest)
    }),
    strcontains: onText(2, 2, (text, what) => (text.includes(textOf(what) ?? '') ? 1 : 0)),
    jsonparse: onText(1, 1, (text) => {
      try {
        return JSON.parse(text) as Value
      } catch {
        return undefined
      }
    }),
    jsonstringify: of(1, 1, (value) => (isMissing(value) ? undefined : JSON.stringify(value))),

    datefloor: timed(floorTime),
    dateceil: timed((time, period) => {
      const floor = floorTime(time, period)
      return floor === time ? time : nextTime(floor, period)
    }),
    frommillis: of(1, 1, (value) => {
      const time = toNumber(value)
      return time === undefined || Math.abs(time) > 8.64e15 ? undefined : new Date(time)
    }),
    tomillis: of(1, 1, toNumber),
    now: of(0, 0, () => Math.floor(Date.now() / 1000)),

    isvalidip: onText(1, 1, (text) => isIPv4(text) || isIPv6(text)),
    isvalidipv4: onText(1, 1, (text) => isIPv4(text)),
    isvalidipv6: onText(1, 1, (text) => isIPv6(text)),
    isipinsubnet: onText(2, 2, (text, subnet) => isInSubnet(text, textOf(subnet) ?? '')),
    isipv4insubnet: onText(2, 2, (text, subnet) => isIPv4(text) && isInSubnet(text, textOf(subnet) ?? '')),
    isipv6insubnet: onText(2, 2, (text, subnet) => isIPv6(text) && isInSubnet(text, textOf(subnet) ?? '')),
    bin: of(1, 1, () => undefined),
  } satisfies Record<string, FunctionFacts>,
)

function trimStart(text: string, letters?: Value): string {
  const unwanted = lettersOf(letters)
  let at = 0
  while (at < text.length && unwanted(text[at]!)) at++
  return text.slice(at)
}

function trimEnd(text: string, letters?: Value): string {
  const unwanted = lettersOf(letters)
  let at = text.length
  while (at > 0 && unwanted(text[at - 1]!)) at--
  return text.slice(0, at)
}

function lettersOf(letters: Value): (letter: string) => boolean {
  const given = textOf(letters)
  return given === undefined ? (letter) => letter.trim() === '' : (letter) => given.includes(letter)
}

function isInSubnet(address: string, subnet: string): boolean {
  const [network = '', bits = ''] = subnet.split('/')
  const family = isIPv4(network) ? 'ipv4' : 'ipv6'
  const own = isIPv4(address) ? 'ipv4' : 'ipv6'
  if (!(isIPv4(address) || isIPv6(address)) || !(isIPv4(network) || isIPv6(network)) || own !== family)
    return false
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 'ipv4' ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(address, family)
}

/** Such as 5m. */
export interface Period {
  readonly count: number
  readonly unit: string
}

export const isPeriod = (value: unknown): value is Period =>
  typeof value === 'object' && value !== null && 'unit' in value && 'count' in value

const lengths: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

const months: Readonly<Record<string, number>> = { mo: 1, q: 3, y: 12 }

/** The beginning of the period that holds a time. */
export function floorTime(time: number, { count, unit }: Period): number {
  const length = lengths[unit]
  if (length !== undefined)
    return Math.floor(time / (length * Math.max(1, count))) * length * Math.max(1, count)
  const step = months[unit]! * Math.max(1, count)
  const date = new Date(time)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
  return Date.UTC(1970, Math.floor(month / step) * step - 1970 * 12)
}

function nextTime(time: number, { count, unit }: Period): number {
  const length = lengths[unit]
  if (length !== undefined) return time + length * Math.max(1, count)
  const date = new Date(time)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months[unit]! * Math.max(1, count))
}
