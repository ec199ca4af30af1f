/** What the linter says: a rule that something in a policy breaks, where, why it matters and what to write instead. */
import type { Span } from '../policy/index.ts'
import type { LintPolicy, LintStatement } from './view.ts'

/** `error`: it does not do what it says, or lets in whom it should not. `warning`: it is likely to. `note`: it could be plainer. */
export type Severity = 'error' | 'warning' | 'note'

export interface Finding {
  /** The id of the rule. */
  readonly rule: string
  readonly severity: Severity
  /** Where in the text that was given. */
  readonly span: Span
  /** The place of the statement among its policy's, from 0. */
  readonly statement?: number
  readonly sid?: string
  readonly reason: string
  readonly fix: string
}

/** What a rule found in one policy. */
export interface Found {
  readonly span: Span
  readonly statement?: LintStatement
  readonly reason: string
  readonly fix: string
}

export interface Rule {
  readonly id: string
  readonly severity: Severity
  /** What the rule is about, for lists of rules. */
  readonly title: string
  readonly check: (policy: LintPolicy) => readonly Found[]
}
