/** One condition of a statement as a test of the request's condition keys. */
import type { Condition, PolicyVersion } from '../document/model.ts'
import type { ContextKeys } from '../types.ts'
import { readBool } from './bool.ts'
import type { Asked, Fits } from './comparison.ts'
import type { Operator } from './operators.ts'
import { operators } from './operators.ts'

export type ConditionTest = (context: ContextKeys) => boolean

export function conditionTest(condition: Condition, version: PolicyVersion): ConditionTest {
  const key = condition.key.toLowerCase()
  const { name, set, ifExists } = condition.operator
  if (name === 'Null') return nullTest(key, condition.values)
  const operator: Operator | undefined = operators[name]
  // A document not made by the parser could name anything. What is not understood is never met.
  if (operator === undefined) return () => false
  const holds = valueTest(operator, condition.values, version)
  if (set !== undefined) return setTest(key, set, holds)
  const ifMissing = operator.negated || ifExists
  return (context) => {
    const given = context.get(key)
    return given === undefined || given.length === 0 ? ifMissing : holds(given, context, 'some')
  }
}

/** Whether the given values, each or some of them, are what is asked for. */
type ValueTest = (given: readonly string[], context: ContextKeys, which: 'each' | 'some' | 'any') => boolean

/**
 * `each` and `any` are ForAllValues and ForAnyValue. `some` is a key of several values under an operator
 * without a set: met when one value fits, and negated met when none does.
 */
function valueTest(operator: Operator, values: readonly string[], version: PolicyVersion): ValueTest {
  const asked = values.map((value) => operator.compare(value, version === '2012-10-17'))
  const fitsOf = matcherOf(asked, operator.negated)
  return (given, context, which) => {
    const fits = fitsOf(context)
    if (fits === undefined) return false
    if (!operator.negated) return which === 'each' ? given.every(fits) : given.some(fits)
    return which === 'any' ? !given.every(fits) : !given.some(fits)
  }
}

/** Undefined when the condition cannot be met whatever the request's values are. */
function matcherOf(asked: readonly Asked[], negated: boolean): (context: ContextKeys) => Fits | undefined {
  const fixed = asked.flatMap((value) => (value.kind === 'fixed' ? [value.fits] : []))
  const open = asked.flatMap((value) => (value.kind === 'open' ? [value.resolve] : []))
  if (open.length === 0) {
    const fits = anyOf(fixed)
    return () => fits
  }
  return (context) => {
    const resolved = open.map((resolve) => resolve(context))
    // Where a variable has no value nobody can say that the request's value differs from it.
    if (negated && resolved.includes(undefined)) return undefined
    return anyOf([...fixed, ...resolved.filter((fits) => fits !== undefined)])
  }
}

const anyOf = (all: readonly Fits[]): Fits =>
  all.length === 1 ? all[0]! : (given) => all.some((fits) => fits(given))

/** Set operators know no IfExists: without values ForAllValues is met and ForAnyValue is not. */
function setTest(key: string, set: 'ForAllValues' | 'ForAnyValue', holds: ValueTest): ConditionTest {
  const all = set === 'ForAllValues'
  return (context) => {
    const given = context.get(key)
    return isNull(given) ? all : holds(given, context, all ? 'each' : 'any')
  }
}

function nullTest(key: string, values: readonly string[]): ConditionTest {
  const asked = values.map(readBool)
  return (context) => asked.includes(isNull(context.get(key)))
}

/**
 * No values, or nothing but empty ones, are a null data set:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition_examples-multi-valued-context-keys.html
 */
const isNull = (given: readonly string[] | undefined): given is undefined =>
  given === undefined || given.every((value) => value === '')
