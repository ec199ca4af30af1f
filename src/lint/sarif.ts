/** Findings as SARIF 2.1.0, which code hosts show beside the lines. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import type { Finding, Rule } from './finding.ts'
import { lineColumnOf } from './line-column.ts'
import { rules } from './rules/index.ts'

export interface LintedFile {
  /** As it was named, with slashes. */
  readonly path: string
  readonly text: string
  readonly findings: readonly Finding[]
}

/** What is found before a rule can look. */
const readerRules: readonly Pick<Rule, 'id' | 'severity' | 'title'>[] = [
  { id: 'invalid-json', severity: 'error', title: 'a text that is no JSON' },
  { id: 'no-policy', severity: 'error', title: 'a text without a policy' },
  { id: 'refused', severity: 'error', title: 'a policy that AWS refuses' },
]

export const ruleList: readonly Pick<Rule, 'id' | 'severity' | 'title'>[] = [...readerRules, ...rules]

export const toSarif = (files: readonly LintedFile[], version: string): unknown => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'podpass policy lint',
          version,
          rules: ruleList.map(({ id, severity, title }) => ({
            id,
            shortDescription: { text: title },
            defaultConfiguration: { level: severity },
          })),
        },
      },
      columnKind: 'utf16CodeUnits',
      results: files.flatMap(resultsOf),
    },
  ],
})

function resultsOf({ path, text, findings }: LintedFile): readonly unknown[] {
  const place = lineColumnOf(text)
  return findings.map(({ rule, severity, span, reason, fix }) => {
    const [start, end] = [place(span.at), place(span.end)]
    const region = {
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
    }
    return {
      ruleId: rule,
      ruleIndex: ruleList.findIndex(({ id }) => id === rule),
      level: severity,
      message: { text: `${reason}. ${fix}.` },
      locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(path) }, region } }],
    }
  })
}
