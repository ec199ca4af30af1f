/** The constraints of scalar shapes: length, value, pattern and enum. */
import type { ScalarShape } from '../model/shape.ts'
import { compilePattern } from './pattern.ts'
import type { Constraint } from './violation.ts'

export interface ScalarCheck {
  readonly constraint: Constraint
  readonly holds: (value: unknown) => boolean
}

/** In the order in which AWS names them when several fail. */
export function scalarChecks(shape: ScalarShape): readonly ScalarCheck[] {
  switch (shape.kind) {
    case 'string':
      return [...textLengthChecks(shape), ...patternChecks(shape), ...enumChecks(shape)]
    case 'blob':
      // A stream has no length before it was read.
      return lengthChecks(shape, (value) => (value instanceof Uint8Array ? value.length : undefined))
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return valueChecks(shape)
    default:
      return []
  }
}

interface Bounds {
  readonly min?: number
  readonly max?: number
}

export function lengthChecks(
  { min, max }: Bounds,
  lengthOf: (value: unknown) => number | undefined,
): ScalarCheck[] {
  const checks: ScalarCheck[] = []
  if (max !== undefined)
    checks.push({
      constraint: { kind: 'max-length', limit: max },
      holds: (value) => (lengthOf(value) ?? 0) <= max,
    })
  if (min !== undefined)
    checks.push({
      constraint: { kind: 'min-length', limit: min },
      holds: (value) => (lengthOf(value) ?? min) >= min,
    })
  return checks
}

/** AWS counts Unicode code points, which are at most the UTF-16 units and at least half of them. */
function textLengthChecks({ min = 0, max = Infinity }: Bounds): ScalarCheck[] {
  const checks: ScalarCheck[] = []
  if (max < Infinity)
    checks.push({
      constraint: { kind: 'max-length', limit: max },
      holds: (value) => (value as string).length <= max || codePoints(value as string) <= max,
    })
  if (min > 0)
    checks.push({
      constraint: { kind: 'min-length', limit: min },
      holds: (value) => (value as string).length >= 2 * min || codePoints(value as string) >= min,
    })
  return checks
}

function codePoints(text: string): number {
  let length = text.length
  for (let at = 0; at < text.length - 1; at++)
    if (isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1))) length--
  return length
}

const isHigh = (unit: number): boolean => unit >= 0xd8_00 && unit < 0xdc_00
const isLow = (unit: number): boolean => unit >= 0xdc_00 && unit < 0xe0_00

/** Beyond any limit of a model a pattern is not run: the length has failed already. */
const longestMatched = 1_000_000

function patternChecks({ pattern }: ScalarShape): ScalarCheck[] {
  const compiled = pattern === undefined ? undefined : compilePattern(pattern)
  if (pattern === undefined || compiled === undefined) return []
  const holds = (value: unknown): boolean =>
    (value as string).length > longestMatched || compiled.test(value as string)
  return [{ constraint: { kind: 'pattern', pattern }, holds }]
}

function enumChecks({ enum: values }: ScalarShape): ScalarCheck[] {
  if (values === undefined) return []
  const known = new Set<unknown>(values)
  return [{ constraint: { kind: 'enum', values }, holds: (value) => known.has(value) }]
}

function valueChecks({ min, max }: Bounds): ScalarCheck[] {
  const checks: ScalarCheck[] = []
  if (max !== undefined)
    checks.push({
      constraint: { kind: 'max-value', limit: max },
      holds: (value) => (value as number) <= max,
    })
  if (min !== undefined)
    checks.push({
      constraint: { kind: 'min-value', limit: min },
      holds: (value) => (value as number) >= min,
    })
  return checks
}
