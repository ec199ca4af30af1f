/** What makes a policy wrong or dangerous: found in its text, told with its place, the reason and a mend. */
export type { Finding, Severity } from './finding.ts'
export type { LineColumn } from './line-column.ts'
export { lineColumnOf } from './line-column.ts'
export type { LintOptions, LintResult } from './lint.ts'
export { lint } from './lint.ts'
export type { LintedFile } from './sarif.ts'
export { ruleList, toSarif } from './sarif.ts'
