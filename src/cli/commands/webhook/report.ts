/** `podpass webhook report`: running pods without the identity that they would be given now, and their repair. */
import { Command } from 'commander'
import { createClient, sleep } from '../../../kubernetes/api/index.ts'
import {
  loadReport,
  planFlags,
  readerOf,
  readOptions,
  type Left,
  type Repaired,
  type ReportFinding,
  type WebhookOptions,
} from '../../../kubernetes/webhook/index.ts'
import { parseDuration } from '../../duration.ts'
import { Failure, WrongUse } from '../../failure.ts'
import { addFlags, givenFlags } from './flag-options.ts'
import { findClient, readKnowledge, type ClusterChoice, type KnowledgeChoice } from './report-cluster.ts'
import { printLeft, printRepaired, printReport, type Report } from './report-print.ts'
import { confirm } from './report-confirm.ts'

const { judgeIn, planRepairs, runRepairs, scanPods } = await loadReport()

interface ReportOptions extends ClusterChoice, KnowledgeChoice {
  readonly json?: true
  readonly repair?: true
  readonly dryRun?: true
  readonly yes?: true
  /** Seconds. */
  readonly timeout: number
  readonly webhookConfiguration: string
}

export const command = (): Command =>
  addFlags(
    new Command('report')
      .description('Find running pods without the identity that they would be given now, and mend them')
      .option(
        '--kubeconfig <file>',
        'which cluster (default: $KUBECONFIG, ~/.kube/config, or the one around)',
      )
      .option('--context <name>', 'of the kubeconfig; its current one when left out')
      .option('--in-cluster', 'the cluster around this pod')
      .option('-n, --namespace <namespace>', 'look into this one only')
      .option(
        '--webhook-configuration <name>',
        'the MutatingWebhookConfiguration whose selectors say which pods count',
        'pod-identity-webhook',
      )
      .option('--role-map-namespace <namespace>', 'where ConfigMap pod-identity-webhook maps roles')
      .option('--pod-identities <file>', 'what --watch-container-credentials-config names')
      .option('--json', 'print for programs')
      .option('--repair', 'restart the owners of such pods, one after another')
      .option('--dry-run', 'with --repair: have the API server try it, and change nothing')
      .option('-y, --yes', 'with --repair: do not ask')
      .option(
        '--timeout <duration>',
        'with --repair: how long one owner may take to be ready (default: 5m)',
        parseDuration,
        300,
      ),
    planFlags,
  )
    .addHelpText(
      'after',
      '\nExit status: 0 when there is no such pod (or all were mended), 1 when there is, 2 for wrong use.\nGive it the flags that the webhook has.\n\nExample:\n  podpass webhook report --kubeconfig ~/.kube/config --aws-default-region eu-west-1 --repair',
    )
    .action(report)

async function report(choice: ReportOptions, self: Command): Promise<void> {
  const options = decisionOptions(self)
  const timeout = checkUse(choice)
  const client = createClient({ ...findClient(choice), userAgent: 'podpass-webhook-report' })
  const ending = new AbortController()
  const stop = (): void => ending.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const { signal } = ending
    const knowledge = await readKnowledge(client, choice, options, signal)
    const findings: ReportFinding[] = []
    const scan = await scanPods({
      client,
      options,
      ...knowledge.find,
      namespace: choice.namespace,
      configurationName: choice.webhookConfiguration,
      signal,
      onFinding: (finding) => findings.push(finding),
    })
    const found: Report = { ...scan, findings, notes: [...knowledge.notes, ...scan.notes] }
    printReport(found, choice.json === true)
    if (scan.problem !== undefined)
      throw new Failure(`the pods could not all be read: ${scan.problem.message}`)
    if (findings.length === 0) return
    process.exitCode = 1
    if (choice.repair !== true) return

    const plan = planRepairs(findings)
    printLeft(plan.left)
    if (plan.repairs.length === 0) return
    if (choice.dryRun !== true && choice.yes !== true && !(await confirm(plan.repairs.length))) return
    const repaired = await runRepairs(
      {
        client,
        signal,
        now: Date.now,
        wait: sleep,
        timeout,
        dryRun: choice.dryRun === true,
        judge: (pod, { namespace, authored }) =>
          judgeIn({ options, ...knowledge.find }, pod, namespace, { again: true, authored }),
        say: (text) => console.error(text),
      },
      plan.repairs,
    )
    printRepaired(repaired, choice.dryRun === true)
    if (choice.dryRun !== true && isAllMended(repaired, plan.left)) process.exitCode = 0
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    client.close()
  }
}

const isAllMended = ({ left, stopped, untried }: Repaired, others: readonly Left[]): boolean =>
  left.length + untried.length + others.length === 0 && stopped === undefined

/** Milliseconds for one owner. */
function checkUse({ json, repair, dryRun, yes, timeout }: ReportOptions): number {
  if (repair !== true && (dryRun === true || yes === true))
    throw new WrongUse('--dry-run and --yes go with --repair')
  if (json === true && repair === true) throw new WrongUse('--json goes without --repair')
  if (repair === true && dryRun !== true && yes !== true && !process.stdin.isTTY)
    throw new WrongUse('nobody can be asked here: --repair needs --yes, or --dry-run')
  return timeout * 1000
}

/** Without an instance to ask, bare role names need an account. */
function decisionOptions(self: Command): WebhookOptions {
  const given = givenFlags(self)
  if (readerOf(given).isOn('compose-role-arn') && !given.has('aws-account-id'))
    throw new WrongUse(
      'a report asks no instance for its account: --compose-role-arn goes with --aws-account-id',
    )
  const read = readOptions(given)
  if (!read.ok) throw new WrongUse(read.problem)
  return read.options
}
