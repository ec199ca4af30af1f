/** One condition of a statement as a test of the request's condition keys. */
import type { Condition, PolicyVersion } from '../document/model.ts'
import type { ContextKeys } from '../types.ts'
import { readBool } from './bool.ts'
import type { Fits } from './comparison.ts'
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
  const { negated } = operator
  const fits = fitsOneOf(condition.values.map((value) => operator.compare(value, version === '2012-10-17')))
  if (set !== undefined) return setTest({ key, set, negated }, fits)
  const ifMissing = negated || ifExists
  return (context) => {
    const given = context.get(key)
    if (given === undefined || given.length === 0) return ifMissing
    // Of several values one has to fit, or none where the operator is negated.
    for (const value of given) if (fits(value, context)) return !negated
    return negated
  }
}

/**
 * Nothing fits a value whose variable has none, so a negated operator is met:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
 */
function fitsOneOf(asked: readonly Fits[]): Fits {
  const [only] = asked
  if (asked.length === 1 && only !== undefined) return only
  return (given, context) => {
    for (const fits of asked) if (fits(given, context)) return true
    return false
  }
}

interface SetCondition {
  readonly key: string
  readonly set: 'ForAllValues' | 'ForAnyValue'
  readonly negated: boolean
}

/** Set operators know no IfExists: without values ForAllValues is met and ForAnyValue is not. */
function setTest({ key, set, negated }: SetCondition, fits: Fits): ConditionTest {
  if (set === 'ForAllValues')
    return (context) => {
      const given = context.get(key)
      return isNull(given) || given.every((value) => fits(value, context) !== negated)
    }
  return (context) => {
    const given = context.get(key)
    return !isNull(given) && given.some((value) => fits(value, context) !== negated)
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
