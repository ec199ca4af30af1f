/** The parameters that every write takes. */
import type { JsonObject } from '../api/index.ts'
import { invalid, unsupportedField } from './api-error.ts'

export type FieldValidation = 'Ignore' | 'Strict' | 'Warn'

/** `more` are values from elsewhere than the query. */
export function isDryRun(query: URLSearchParams, options: string, more: readonly unknown[] = []): boolean {
  const values = [...query.getAll('dryRun'), ...more].filter((value) => value !== '')
  const wrong = values.find((value) => value !== 'All')
  if (wrong !== undefined)
    throw invalid(`${options}.meta.k8s.io`, '', [unsupportedField('dryRun', values, ['All'])])
  return values.length > 0
}

/** Who says nothing is warned. */
export function fieldValidationOf(query: URLSearchParams, options: string): FieldValidation {
  const wanted = query.get('fieldValidation') ?? ''
  const supported = ['', 'Ignore', 'Strict', 'Warn']
  if (!supported.includes(wanted))
    throw invalid(`${options}.meta.k8s.io`, '', [unsupportedField('fieldValidation', wanted, supported)])
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
