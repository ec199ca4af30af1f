/** What is wrong with a policy document, told as data. */
import type { Family, ProblemCode } from './texts.ts'
import { entries, textOf } from './texts.ts'

export interface PolicyProblem {
  readonly code: ProblemCode
  /** AWS's own text. */
  readonly message: string
  /** Where, such as `Statement[0].Condition.StringEquals`; empty for the document as a whole. */
  readonly path: string
  /** For people: what was expected and what came. */
  readonly detail: string
}

export interface Fault {
  readonly code: ProblemCode
  readonly path: string
  readonly detail: string
  /** What the policy says in the wrong place, for texts that repeat it. */
  readonly value?: string
}

/** Takes every fault that a reader finds. */
export type Report = (fault: Fault) => void

/** The problems in the order in which AWS would find them. */
export function problemsOf(faults: readonly Fault[], family: Family): readonly PolicyProblem[] {
  return faults
    .map(({ code, path, detail, value = '' }) => ({
      code,
      message: textOf(code, family, value),
      path,
      detail,
    }))
    .sort((a, b) => entries[a.code].round - entries[b.code].round)
}
