/** Numeric operators: whole and decimal numbers. */
import { plainComparison } from './comparison.ts'

export const numericEquals = plainComparison(readNumber, (given, asked) => given === asked)
export const numericLessThan = plainComparison(readNumber, (given, asked) => given < asked)
export const numericLessThanEquals = plainComparison(readNumber, (given, asked) => given <= asked)
export const numericGreaterThan = plainComparison(readNumber, (given, asked) => given > asked)
export const numericGreaterThanEquals = plainComparison(readNumber, (given, asked) => given >= asked)

function readNumber(text: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : undefined
}
