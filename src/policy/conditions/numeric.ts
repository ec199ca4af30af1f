/** Numeric operators: whole and decimal numbers. */
import type { Comparison } from './comparison.ts'
import { plainComparison } from './comparison.ts'

const comparing = (fits: (given: number, asked: number) => boolean): Comparison =>
  plainComparison({ given: readNumber, asked: readNumber, fits })

export const numericEquals = comparing((given, asked) => given === asked)
export const numericLessThan = comparing((given, asked) => given < asked)
export const numericLessThanEquals = comparing((given, asked) => given <= asked)
export const numericGreaterThan = comparing((given, asked) => given > asked)
export const numericGreaterThanEquals = comparing((given, asked) => given >= asked)

function readNumber(text: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : undefined
}
