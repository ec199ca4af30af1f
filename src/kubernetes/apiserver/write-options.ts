/** The parameters that every write takes. */
import { invalid, unsupportedField } from './api-error.ts'

/** `more` are values from elsewhere than the query. */
export function isDryRun(query: URLSearchParams, options: string, more: readonly unknown[] = []): boolean {
  const values = [...query.getAll('dryRun'), ...more].filter((value) => value !== '')
  const wrong = values.find((value) => value !== 'All')
  if (wrong !== undefined)
    throw invalid(`${options}.meta.k8s.io`, '', [unsupportedField('dryRun', values, ['All'])])
  return values.length > 0
}

/** This server knows too few fields to tell unknown ones apart, so it takes the parameter and keeps what came. */
export function checkFieldValidation(query: URLSearchParams, options: string): void {
  const wanted = query.get('fieldValidation') ?? ''
  const supported = ['', 'Ignore', 'Strict', 'Warn']
  if (!supported.includes(wanted))
    throw invalid(`${options}.meta.k8s.io`, '', [unsupportedField('fieldValidation', wanted, supported)])
}
