/** The dryRun parameter of writes. */
import { invalid, unsupportedField } from './api-error.ts'

export function isDryRun(query: URLSearchParams, options: string): boolean {
  const values = query.getAll('dryRun').filter((value) => value !== '')
  const wrong = values.find((value) => value !== 'All')
  if (wrong !== undefined)
    throw invalid(`${options}.meta.k8s.io`, '', [unsupportedField('dryRun', values, ['All'])])
  return values.length > 0
}
