/** Checks that many kinds of fields have in common. */
import type { FieldProblem } from '../api-error.ts'
import { duplicateField, invalidField, unsupportedField } from '../api-error.ts'
import { textOf } from '../../api/index.ts'

export function validateChoice(field: string, value: unknown, supported: readonly string[]): FieldProblem[] {
  if (value === undefined || value === null || supported.includes(value as string)) return []
  return [unsupportedField(field, value, supported)]
}

export function validateName(
  field: string,
  value: unknown,
  find: (text: string) => readonly string[],
): FieldProblem[] {
  return value ? find(textOf(value) ?? '').map((problem) => invalidField(field, value, problem)) : []
}

/** Of names with their places, those that have been before. */
export function findDuplicates(names: readonly (readonly [unknown, string])[]): FieldProblem[] {
  const seen = new Set<unknown>()
  return names.flatMap(([name, field]) => {
    if (!name) return []
    if (seen.has(name)) return [duplicateField(field, name)]
    seen.add(name)
    return []
  })
}

export const notNegative = (field: string, value: unknown): FieldProblem[] =>
  typeof value === 'number' && value < 0
    ? [invalidField(field, value, 'must be greater than or equal to 0')]
    : []

/** Within a volume or a file system that is not the client's own. */
export function validateRelativePath(field: string, path: string): FieldProblem[] {
  if (path.startsWith('/')) return [invalidField(field, path, 'must be a relative path')]
  return path.split('/').includes('..') ? [invalidField(field, path, "must not contain '..'")] : []
}
