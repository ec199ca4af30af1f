/** Checks which taints of nodes a pod tolerates. */
import { textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, unsupportedField } from '../api-error.ts'
import { findKeyProblems, findLabelValueProblems } from '../objects/names.ts'

const effects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export const validateTolerations = (tolerations: readonly unknown[], path: string): FieldProblem[] =>
  tolerations.flatMap((each, index) => validateToleration(each, `${path}[${index}]`))

function validateToleration(toleration: unknown, path: string): FieldProblem[] {
  const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map(
    (part) => textOf(valueAt(toleration, part)) ?? '',
  ) as [string, string, string, string]
  const problems: FieldProblem[] = []
  if (key !== '')
    problems.push(...findKeyProblems(key).map((problem) => invalidField(`${path}.key`, key, problem)))
  if (key === '' && operator !== 'Exists')
    problems.push(
      invalidField(
        `${path}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    )
  if (valueAt(toleration, 'tolerationSeconds') !== undefined && effect !== 'NoExecute')
    problems.push(
      invalidField(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    )
  if (operator === '' || operator === 'Equal')
    problems.push(
      ...findLabelValueProblems(value).map((problem) => invalidField(`${path}.operator`, value, problem)),
    )
  else if (operator === 'Exists' && value !== '')
    problems.push(invalidField(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"))
  else if (operator !== 'Exists')
    problems.push(unsupportedField(`${path}.operator`, operator, ['Equal', 'Exists']))
  if (effect !== '' && !effects.includes(effect))
    problems.push(unsupportedField(`${path}.effect`, effect, effects))
  return problems
}
