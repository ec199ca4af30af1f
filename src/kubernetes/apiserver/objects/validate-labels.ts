/** Checks labels: their keys and their values. */
import { objectOf, textOf } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField } from '../api-error.ts'
import { findKeyProblems, findLabelValueProblems } from './names.ts'

export function validateLabels(labels: unknown, field = 'metadata.labels'): readonly FieldProblem[] {
  return Object.entries(objectOf(labels)).flatMap(([key, value]) => [
    ...findKeyProblems(key).map((problem) => invalidField(field, key, problem)),
    ...findLabelValueProblems(textOf(value) ?? '').map((problem) => invalidField(field, value, problem)),
  ])
}
