/** Where in a document a reader stands, and what it reads there. */
import type { Json } from './json.ts'
import type { PolicyKind } from './model.ts'
import type { Report } from './problem.ts'

export interface Place {
  readonly kind: PolicyKind
  readonly path: string
  readonly report: Report
}

export type Members = ReadonlyMap<string, Json>
