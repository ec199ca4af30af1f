/** From a text to everything that is wrong or dangerous in the policies that stand in it. */
import { readJson, type Json, type PolicyKind } from '../policy/index.ts'
import { findDocuments, type FoundDocument } from './documents.ts'
import type { Finding } from './finding.ts'
import { rules } from './rules/index.ts'
import { viewPolicy, type LintPolicy } from './view.ts'

export interface LintOptions {
  /** What kind of policy the text holds; guessed from its words when absent. */
  readonly kind?: PolicyKind
}

export interface LintResult {
  /** How many policies were found. */
  readonly policies: number
  /** In the order of the text. */
  readonly findings: readonly Finding[]
}

export function lint(text: string, { kind }: LintOptions = {}): LintResult {
  const json = readJson(text)
  if (!json.ok)
    return broken('invalid-json', json.at, `this is no JSON: expected ${json.expected} here`, 'mend it')
  const documents = findDocuments(text, json.value)
  if (documents.length === 0)
    return broken(
      'no-policy',
      0,
      'no policy stands here: nothing has a Statement',
      'name a file that holds one',
    )
  const findings = documents.flatMap((document) =>
    lintDocument(document, kind ?? document.kind).map((finding) => placeOf(finding, document.within)),
  )
  return { policies: documents.length, findings: findings.toSorted((a, b) => a.span.at - b.span.at) }
}

const broken = (rule: string, at: number, reason: string, fix: string): LintResult => ({
  policies: 0,
  findings: [{ rule, severity: 'error', span: { at, end: at + 1 }, reason, fix }],
})

function lintDocument({ text, tree }: FoundDocument, kind: PolicyKind): readonly Finding[] {
  const viewed = viewPolicy(text, tree, kind)
  if (viewed.ok) return applyRules(viewed.policy)
  return viewed.problems.map(({ message, detail, span }) => ({
    rule: 'refused',
    severity: 'error',
    span,
    reason: `AWS refuses the policy with \`${message}\`: ${detail}`,
    fix: 'mend what is said; the rest of the policy is looked at once it can be read',
  }))
}

const applyRules = (policy: LintPolicy): readonly Finding[] =>
  rules.flatMap(({ id, severity, check }) =>
    check(policy).map(({ span, statement, reason, fix }) => ({
      rule: id,
      severity,
      span,
      ...(statement && { statement: statement.index }),
      ...(statement?.sid !== undefined && { sid: statement.sid }),
      reason,
      fix,
    })),
  )

/** Within a string places cannot be counted in the text around it, so the string is pointed at. */
const placeOf = (finding: Finding, within: Json | undefined): Finding =>
  within === undefined ? finding : { ...finding, span: { at: within.at, end: within.at + 1 } }
