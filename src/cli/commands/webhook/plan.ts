/** `podpass webhook plan`: what the webhook would do to the pods of manifests, and why, without a cluster. */
import { Command, Option } from 'commander'
import { stringify } from 'yaml'
import { applyJsonPatch, type JsonObject } from '../../../kubernetes/api/index.ts'
import { planFlags, readOptions, type WebhookOptions } from '../../../kubernetes/webhook/index.ts'
import { Failure, WrongUse } from '../../failure.ts'
import { indent, line, paint } from '../../print.ts'
import { readInput } from '../../read-input.ts'
import { addFlags, givenFlags } from './flag-options.ts'
import { planManifests, type PlannedPod } from './plan-manifests.ts'
import { readManifests } from './read-manifests.ts'

interface PlanOptions {
  readonly file?: readonly string[]
  readonly serviceAccountFile?: readonly string[]
  readonly roleMap?: string
  readonly podIdentities?: string
  readonly namespace: string
  readonly output: 'text' | 'json' | 'yaml'
}

export const command = (): Command =>
  addFlags(
    new Command('plan')
      .description('Show what the webhook would change in a pod, and why, without a cluster')
      .option(
        '-f, --file <file...>',
        'manifests with pods, workloads and ServiceAccounts; - for standard input',
      )
      .option('--service-account-file <file...>', 'more manifests with ServiceAccounts')
      .option('--role-map <file>', 'what the ConfigMap pod-identity-webhook holds under config')
      .option('--pod-identities <file>', 'what --watch-container-credentials-config names')
      .option('-n, --namespace <namespace>', 'of objects that name none', 'default')
      .addOption(
        new Option('-o, --output <format>', 'yaml shows the pods as they would be')
          .choices(['text', 'json', 'yaml'])
          .default('text'),
      ),
    planFlags,
  )
    .addHelpText(
      'after',
      '\nExample:\n  podpass webhook plan -f pod.yaml --service-account-file sa.yaml --aws-default-region eu-west-1',
    )
    .action(plan)

async function plan(options: PlanOptions, self: Command): Promise<void> {
  if (options.file === undefined)
    throw new WrongUse('a manifest is missing: give -f FILE, or -f - for standard input')
  const objects = await readAll([...options.file, ...(options.serviceAccountFile ?? [])])
  const planned = planManifests({
    objects,
    namespace: options.namespace,
    options: decisionOptions(self),
    roleMap: await readOptional(options.roleMap),
    podIdentities: await readOptional(options.podIdentities),
  })
  if (!planned.ok) throw new Failure(planned.problem)
  if (planned.pods.length === 0) throw new Failure('the manifests hold no pod and no workload')
  for (const problem of planned.problems) console.error(`podpass: ${problem}`)
  print(planned.pods, options.output)
}

/** Without an instance to ask, bare role names need an account. */
function decisionOptions(self: Command): WebhookOptions {
  const given = givenFlags(self)
  if (given.get('compose-role-arn') === true && !given.has('aws-account-id'))
    throw new WrongUse(
      'a plan asks no instance for its account: --compose-role-arn goes with --aws-account-id',
    )
  const read = readOptions(given)
  if (!read.ok) throw new WrongUse(read.problem)
  return read.options
}

async function readAll(files: readonly string[]): Promise<readonly JsonObject[]> {
  const objects: JsonObject[] = []
  for (const file of files) objects.push(...readManifests(file, await readInput(file)))
  return objects
}

const readOptional = async (file: string | undefined): Promise<string | undefined> =>
  file === undefined ? undefined : readInput(file)

function print(pods: readonly PlannedPod[], output: PlanOptions['output']): void {
  if (output === 'json') line(JSON.stringify(pods.map(toJson), undefined, 2))
  else if (output === 'yaml')
    line(
      pods
        .map((pod) => stringify(patchedOf(pod)))
        .join('---\n')
        .trimEnd(),
    )
  else pods.forEach(printText)
}

const toJson = (planned: PlannedPod): object => ({ ...planned, pod: undefined })

function patchedOf({ pod, patch }: PlannedPod): unknown {
  const patched = applyJsonPatch(pod, patch)
  if (!patched.ok) throw new Failure('the planned patch does not apply, which is a mistake of podpass')
  return patched.value
}

const colours = { changed: 'green', left: 'yellow', refused: 'red' } as const

function printText(planned: PlannedPod, index: number): void {
  const { name, namespace, serviceAccount, decision, reason, notes, warnings, patch } = planned
  if (index > 0) line()
  line(`${name} in namespace ${namespace}, service account ${serviceAccount}`)
  line(`  ${paint(colours[decision], decision)}: ${reason}`)
  for (const note of notes) line(`  - ${note}`)
  for (const warning of warnings) line(`  ${paint('yellow', 'warning')}: ${warning}`)
  if (patch.length > 0)
    line(`  patch:\n${indent(patch.map((operation) => JSON.stringify(operation)).join('\n'))}`)
}
