/** The parameters that every write takes. */
import type { JsonObject } from '../api/index.ts'
import type { FieldProblem } from './api-error.ts'
import { forbiddenField, invalid, invalidField, unsupportedField } from './api-error.ts'

export type FieldValidation = 'Ignore' | 'Strict' | 'Warn'

/** Of all that a write takes, whatever is wrong is told at once. `more` are values from elsewhere than the query. */
export function isDryRun(query: URLSearchParams, options: string, more: readonly unknown[] = []): boolean {
  const values = [...query.getAll('dryRun'), ...more].filter((value) => value !== '')
  const problems = [
    ...(options === 'PatchOptions' && query.has('force')
      ? [forbiddenField('force', 'may not be specified for non-apply patch')]
      : []),
    ...(options === 'DeleteOptions' ? [] : findManagerProblems(query.get('fieldManager') ?? '')),
    ...(values.every((value) => value === 'All') ? [] : [unsupportedField('dryRun', values, ['All'])]),
    ...(options === 'DeleteOptions' ? [] : findValidationProblems(query.get('fieldValidation') ?? '')),
  ]
  if (problems.length > 0) throw invalid(`${options}.meta.k8s.io`, '', problems)
  return values.length > 0
}

const longestManager = 128

function findManagerProblems(manager: string): readonly FieldProblem[] {
  const field = 'fieldManager'
  const tooLong: FieldProblem = {
    type: 'FieldValueTooLong',
    field,
    message: `Too long: may not be more than ${longestManager} bytes`,
  }
  const at = manager.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u)
  const code = manager.codePointAt(at)?.toString(16).toUpperCase().padStart(4, '0')
  return [
    ...(Buffer.byteLength(manager) > longestManager ? [tooLong] : []),
    ...(at === -1 ? [] : [invalidField(field, manager, `invalid character U+${code} (at position ${at})`)]),
  ]
}

const validations: readonly string[] = ['', 'Ignore', 'Strict', 'Warn']

const findValidationProblems = (wanted: string): readonly FieldProblem[] =>
  validations.includes(wanted) ? [] : [unsupportedField('fieldValidation', wanted, validations)]

/** Who says nothing is warned. */
export function fieldValidationOf(query: URLSearchParams, options: string): FieldValidation {
  isDryRun(query, options)
  const wanted = query.get('fieldValidation') ?? ''
  return wanted === '' ? 'Warn' : (wanted as FieldValidation)
}

/** The options as admission webhooks are told of them. */
export function optionsOf(kind: string, query: URLSearchParams, dryRun: boolean): JsonObject {
  const [fieldManager, fieldValidation] = [query.get('fieldManager'), query.get('fieldValidation')]
  return {
    kind,
    apiVersion: 'meta.k8s.io/v1',
    ...(dryRun && { dryRun: ['All'] }),
    ...(fieldManager && { fieldManager }),
    ...(fieldValidation && { fieldValidation }),
  }
}
