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
  const count = counterOf(asked)
  if (!operator.negated)
    return (given, context, which) => {
      const fitting = count(given, context)
      return which === 'each' ? fitting === given.length : fitting > 0
    }
  return (given, context, which) => {
    const fitting = count(given, context)
    return which === 'any' ? fitting < given.length : fitting === 0
  }
}

/**
 * Counts the given values that fit one of those asked for. Nothing fits a value whose variable has none, so
 * that a negated operator is met: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
 * Runs for most conditions of most requests, hence the loops.
 */
function counterOf(asked: readonly Asked[]): (given: readonly string[], context: ContextKeys) => number {
  const [only] = asked
  if (asked.length === 1 && only?.kind === 'fixed') return (given) => countFitting(given, only.fits)
  return (given, context) => {
    let count = 0
    for (const value of given)
      for (const one of asked)
        if (one.kind === 'fixed' ? one.fits(value) : one.test(value, context) === true) {
          count++
          break
        }
    return count
  }
}

function countFitting(given: readonly string[], fits: Fits): number {
  let count = 0
  for (const value of given) if (fits(value)) count++
  return count
}

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
