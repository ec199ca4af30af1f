/** From the text of a policy to its document, or to everything that is wrong with it. */
import type { PolicyDocument, PolicyKind } from './model.ts'
import type { PolicyProblem } from './problem.ts'

export type ParsedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument }
  /** The first problem is the one that AWS answers with. */
  | { readonly ok: false; readonly problems: readonly [PolicyProblem, ...PolicyProblem[]] }

export function parsePolicy(_text: string, kind: PolicyKind): ParsedPolicy {
  throw new Error(`parsing a ${kind} policy is not built yet`)
}

/** The length of a policy as IAM's size limits count it: without white space. */
export const policySize = (text: string): number => text.replace(/\s/g, '').length
