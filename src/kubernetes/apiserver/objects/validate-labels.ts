/** Checks labels and what selects by them: keys and values. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { forbiddenField, invalidField, requiredField } from '../api-error.ts'
import { findKeyProblems, findLabelValueProblems } from './names.ts'

export function validateLabels(labels: unknown, field = 'metadata.labels'): readonly FieldProblem[] {
  return Object.entries(objectOf(labels)).flatMap(([key, value]) => [
    ...findKeyProblems(key, 'valid label key').map((problem) => invalidField(field, key, problem)),
    ...findLabelValueProblems(textOf(value) ?? '').map((problem) => invalidField(field, value, problem)),
  ])
}

export const validateLabelSelector = (selector: JsonObject, field: string): readonly FieldProblem[] => [
  ...validateLabels(selector['matchLabels'], `${field}.matchLabels`),
  ...listOf(selector['matchExpressions']).flatMap((each, index) =>
    validateExpression(each, `${field}.matchExpressions[${index}]`),
  ),
]

function validateExpression(expression: unknown, path: string): readonly FieldProblem[] {
  const operator = textOf(valueAt(expression, 'operator')) ?? ''
  const count = listOf(valueAt(expression, 'values')).length
  const key = textOf(valueAt(expression, 'key')) ?? ''
  const problems: FieldProblem[] = []
  if (operator === 'In' || operator === 'NotIn') {
    if (count === 0)
      problems.push(requiredField(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"))
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (count > 0)
      problems.push(
        forbiddenField(
          `${path}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      )
  } else problems.push(invalidField(`${path}.operator`, operator, 'not a valid selector operator'))
  return [
    ...problems,
    ...findKeyProblems(key, 'valid label key').map((problem) => invalidField(`${path}.key`, key, problem)),
  ]
}
