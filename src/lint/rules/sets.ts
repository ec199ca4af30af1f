/** Conditions on keys of several values. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
import type { Rule } from '../finding.ts'
import { typeOfKey } from '../known/known.ts'
import type { LintCondition, LintStatement } from '../view.ts'
import { conditionsIn, isKey } from './words.ts'

export const unguardedForAllValues: Rule = {
  id: 'for-all-values-unguarded',
  severity: 'warning',
  title: 'ForAllValues in an Allow holds for a call without the key',
  check: (policy) =>
    conditionsIn(policy)
      .filter(
        ({ statement, condition }) =>
          statement.effect === 'Allow' && condition.operator.set === 'ForAllValues',
      )
      .filter(({ statement, condition }) => !isGuarded(statement, condition))
      .map(({ statement, condition: { operatorSpan, key } }) => ({
        span: operatorSpan,
        statement,
        reason: `a call without \`${key.text}\` meets the condition: none of its values is wrong`,
        fix: `add {"Null": {"${key.text}": "false"}}`,
      })),
}

/** By another condition on the key that fails without a value. */
const isGuarded = ({ conditions }: LintStatement, guarded: LintCondition): boolean =>
  conditions.some(
    ({ operator, key, values }) =>
      key.text.toLowerCase() === guarded.key.text.toLowerCase() &&
      (operator.name === 'Null'
        ? values.every(({ text }) => text.toLowerCase() === 'false')
        : operator.set !== 'ForAllValues' && !operator.ifExists && !/Not/.test(operator.name)),
  )

export const setOperatorMissing: Rule = {
  id: 'set-operator-missing',
  severity: 'warning',
  title: 'a key of several values without ForAnyValue or ForAllValues',
  check: (policy) =>
    conditionsIn(policy)
      .filter(
        ({ condition: { operator, key } }) =>
          operator.set === undefined && operator.name !== 'Null' && isArray(key.text),
      )
      .map(({ statement, condition: { operatorSpan, operator, key } }) => ({
        span: operatorSpan,
        statement,
        reason: `\`${key.text}\` may have several values, and \`${operator.text}\` says nothing of which have to fit`,
        fix: `write \`ForAnyValue:${operator.text}\` or \`ForAllValues:${operator.text}\``,
      })),
}

export const setOperatorOnOneValue: Rule = {
  id: 'set-operator-on-one-value',
  severity: 'warning',
  title: 'ForAnyValue or ForAllValues on a key of one value',
  check: (policy) =>
    conditionsIn(policy)
      .filter(({ condition: { operator, key } }) => {
        const type = typeOfKey(key.text)
        return operator.set !== undefined && type !== undefined && !type.startsWith('ArrayOf')
      })
      .map(({ statement, condition: { operatorSpan, operator, key } }) => ({
        span: operatorSpan,
        statement,
        reason: `\`${key.text}\` has one value, so \`${operator.set}\` changes only what holds without one`,
        fix: `write \`${operator.text.slice(operator.text.indexOf(':') + 1)}\``,
      })),
}

const isArray = (key: string): boolean => typeOfKey(key)?.startsWith('ArrayOf') === true

export const contradiction: Rule = {
  id: 'contradiction',
  severity: 'error',
  title: 'two conditions on one key that no value meets',
  check: ({ statements }) =>
    statements.flatMap((statement) => {
      const exact = statement.conditions.filter(isExact)
      return exact.flatMap((condition, index) => {
        const other = exact
          .slice(0, index)
          .find(
            (each) =>
              isKey(each, condition.key.text) && !each.values.some((value) => isAmong(value.text, condition)),
          )
        if (other === undefined) return []
        return [
          {
            span: condition.key.span,
            statement,
            reason: `no value of \`${condition.key.text}\` fits both this condition and the one before it`,
            fix: 'put the values that may come into one condition',
          },
        ]
      })
    }),
}

const isExact = ({ operator, values }: LintCondition): boolean =>
  operator.set === undefined &&
  (operator.name === 'StringEquals' || operator.name === 'StringEqualsIgnoreCase') &&
  values.every(({ text }) => !text.includes('${'))

const isAmong = (text: string, { values }: LintCondition): boolean =>
  values.some((value) => value.text.toLowerCase() === text.toLowerCase())
