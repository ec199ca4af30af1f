/** Prints a report and its repair, for people by owner and for programs by pod. */
import {
  loadReport,
  type Left,
  type Repaired,
  type ReportFinding,
} from '../../../kubernetes/webhook/index.ts'
import { line, paint } from '../../print.ts'

const { nameOwner } = await loadReport()

export interface Report {
  readonly checked: number
  readonly excluded: number
  readonly notes: readonly string[]
  readonly findings: readonly ReportFinding[]
}

export function printReport(report: Report, json: boolean): void {
  if (json) {
    line(JSON.stringify(toJson(report), undefined, 2))
    return
  }
  for (const note of report.notes) console.error(`podpass: ${note}`)
  const { checked, excluded, findings } = report
  const byOwner = Map.groupBy(findings, ({ owner }) => nameOwner(owner))
  for (const [owner, those] of byOwner) printOwner(owner, those)
  const others = excluded === 0 ? '' : `, ${excluded} are not the webhook's`
  line(
    findings.length === 0
      ? `${checked} pods have the identity that they would be given now${others}`
      : `${findings.length} of ${checked} pods (${byOwner.size} owners) do not have the identity that they would be given now${others}`,
  )
}

/** Of many pods that are alike the first ones say enough. */
const mostShown = 5

function printOwner(owner: string, findings: readonly ReportFinding[]): void {
  line(owner)
  const alike = Map.groupBy(findings, ({ code, reason }) => `${paint('yellow', code)}: ${reason}`)
  for (const [words, those] of alike) {
    const names = those.slice(0, mostShown).map(({ pod }) => pod)
    const more = those.length > mostShown ? ` and ${those.length - mostShown} more` : ''
    line(`  ${words}`)
    line(`    pods: ${names.join(', ')}${more}`)
  }
  for (const command of firstOf(findings.map((finding) => finding.command))) line(`  mend: ${command}`)
  for (const warning of firstOf(findings.map((finding) => finding.warning)))
    line(`  ${paint('yellow', 'note')}: ${warning}`)
  line()
}

function firstOf(texts: readonly (string | undefined)[]): readonly string[] {
  const all = [...new Set(texts)].filter((text) => text !== undefined)
  const more = all.length - mostShown
  return more > 0 ? [...all.slice(0, mostShown), `... and ${more} more`] : all
}

const toJson = ({ checked, excluded, notes, findings }: Report): object => ({
  checked,
  excluded,
  notes,
  findings: findings.map(({ owner, ...finding }) => ({
    ...finding,
    owner: { kind: owner.kind, namespace: owner.namespace, name: owner.name },
  })),
})

export function printLeft(left: readonly Left[]): void {
  for (const { owner, because } of left) line(`${nameOwner(owner)} is not restarted: ${because}`)
}

export function printRepaired({ done, left, stopped, untried }: Repaired, dryRun: boolean): void {
  const parts = [
    `${done.length} owners ${dryRun ? 'would be' : 'were'} restarted`,
    ...(left.length > 0 ? [`${left.length} were left as they are`] : []),
    ...(stopped === undefined
      ? []
      : [`stopped at ${nameOwner(stopped.owner)}, which did not become ready: ${stopped.because}`]),
    ...(untried.length > 0 ? [`${untried.length} were not tried`] : []),
  ]
  line(parts.join('; '))
}
