/** What stats gathers over many events. */
import type { Expression } from './syntax.ts'
import { isMissing, order, textOf, toNumber, type Value } from './values.ts'

export interface Gatherer {
  add(value: Value, time: number, extra: Value): void
  result(): Value
}

const makers: Readonly<Record<string, () => Gatherer>> = Object.assign(
  Object.create(null) as Record<string, () => Gatherer>,
  {
    count: () => {
      let count = 0
      return { add: (value: Value) => void (isMissing(value) || count++), result: () => count }
    },
    count_distinct: () => {
      const seen = new Set<string>()
      return {
        add: (value: Value) => {
          const text = textOf(value)
          if (text !== undefined) seen.add(text)
        },
        result: () => seen.size,
      }
    },
    sum: () => overNumbers((numbers) => numbers.sum),
    avg: () => overNumbers(({ sum, count }) => sum / count),
    stddev: () => overNumbers(({ squares, count }) => Math.sqrt(squares / count)),
    min: () => extreme((a, b) => order(a, b) < 0),
    max: () => extreme((a, b) => order(a, b) > 0),
    sortsfirst: () => extreme((a, b) => order(a, b) < 0),
    sortslast: () => extreme((a, b) => order(a, b) > 0),
    earliest: () => atTime((a, b) => a < b),
    latest: () => atTime((a, b) => a >= b),
    pct: percentile,
    percentile,
    median: () => percentile(50),
  } satisfies Record<string, () => Gatherer>,
)

export const isAggregate = (name: string): boolean => makers[name] !== undefined

export const gather = (name: string): Gatherer => makers[name]!()

export function holdsAggregate(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return isAggregate(expression.name) || expression.of.some(holdsAggregate)
    case 'and':
    case 'or':
    case 'operation':
      return holdsAggregate(expression.left) || holdsAggregate(expression.right)
    case 'not':
    case 'negative':
    case 'like':
    case 'matches':
      return holdsAggregate(expression.of)
    case 'in':
      return holdsAggregate(expression.of) || expression.list.some(holdsAggregate)
    default:
      return false
  }
}

interface Numbers {
  readonly count: number
  readonly sum: number
  /** Of how far they lie from their mean. */
  readonly squares: number
}

function overNumbers(resultOf: (numbers: Numbers) => number): Gatherer {
  let [count, sum, mean, squares] = [0, 0, 0, 0]
  return {
    add: (value) => {
      const number = toNumber(value)
      if (number === undefined) return
      count++
      sum += number
      const before = number - mean
      mean += before / count
      squares += before * (number - mean)
    },
    result: () => (count === 0 ? undefined : resultOf({ count, sum, squares })),
  }
}

function extreme(isBetter: (a: Value, b: Value) => boolean): Gatherer {
  let best: Value
  return {
    add: (value) => {
      if (!isMissing(value) && (best === undefined || isBetter(value, best))) best = value
    },
    result: () => best,
  }
}

function atTime(isBetter: (a: number, b: number) => boolean): Gatherer {
  let found: { readonly value: Value; readonly time: number } | undefined
  return {
    add: (value, time) => {
      if (!isMissing(value) && (found === undefined || isBetter(time, found.time))) found = { value, time }
    },
    result: () => found?.value,
  }
}

function percentile(fixed?: number): Gatherer {
  const numbers: number[] = []
  let share = fixed
  return {
    add: (value, _, extra) => {
      share ??= toNumber(extra)
      const number = toNumber(value)
      if (number !== undefined) numbers.push(number)
    },
    result: () => {
      const sorted = numbers.toSorted((a, b) => a - b)
      const at = ((share ?? 50) / 100) * (sorted.length - 1)
      const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
      return low === undefined || high === undefined ? undefined : low + (high - low) * (at - Math.floor(at))
    },
  }
}
