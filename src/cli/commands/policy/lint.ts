/** `podpass policy lint`: finds what makes policies wrong or dangerous, before AWS or a pod does. */
import { Command, Option } from 'commander'
import { lineColumnOf, lint, ruleList, toSarif, type Finding, type Severity } from '../../../lint/index.ts'
import type { PolicyKind } from '../../../policy/index.ts'
import { WrongUse } from '../../failure.ts'
import { jsonOption } from '../../installation.ts'
import { line, paint } from '../../print.ts'
import { readInput } from '../../read-input.ts'

interface Options {
  readonly type?: keyof typeof kinds
  readonly failOn: Severity | 'never'
  readonly json?: boolean
  readonly sarif?: boolean
  readonly rules?: boolean
}

interface Linted {
  readonly path: string
  readonly text: string
  readonly policies: number
  readonly findings: readonly Finding[]
}

/** As people call the kinds of policies. */
const kinds = {
  identity: 'identity',
  managed: 'managed',
  trust: 'trust',
  resource: 'resource',
  session: 'session',
  scp: 'service-control',
  rcp: 'resource-control',
} as const satisfies Readonly<Record<string, PolicyKind>>

const severities: readonly Severity[] = ['error', 'warning', 'note']

export const command = (): Command =>
  new Command('lint')
    .description('Find what makes trust and permission policies wrong or dangerous')
    .argument('[files...]', 'policies as JSON, or JSON that holds some; - for standard input')
    .addOption(
      new Option('--type <type>', 'what the policies are; guessed from their words when left out').choices(
        Object.keys(kinds),
      ),
    )
    .addOption(
      new Option('--fail-on <severity>', 'end with exit code 1 from this severity on')
        .choices([...severities, 'never'])
        .default('warning'),
    )
    .option('--sarif', 'print SARIF 2.1.0')
    .option('--rules', 'list the rules')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  podpass policy lint trust.json
  aws iam get-role --role-name app | podpass policy lint -
  podpass policy lint --sarif policies/*.json > policies.sarif`,
    )
    .action(async (files: readonly string[], options: Options, self: Command) => {
      if (options.rules) return listRules(options)
      if (files.length === 0) throw new WrongUse('name a file, or - for standard input')
      if (options.json && options.sarif) throw new WrongUse('--json and --sarif exclude each other')
      const linted = await Promise.all(files.map((file) => lintFile(file, options)))
      if (options.sarif) line(JSON.stringify(toSarif(linted, versionOf(self)), undefined, 2))
      else if (options.json) line(JSON.stringify(linted.map(toJson), undefined, 2))
      else for (const each of linted) tell(each)
      if (linted.some(({ findings }) => findings.some((each) => counts(each, options)))) process.exitCode = 1
    })

/** Of the program that the command belongs to. */
const versionOf = (command: Command): string =>
  command.parent === null ? (command.version() ?? '') : versionOf(command.parent)

async function lintFile(file: string, { type }: Options): Promise<Linted> {
  const text = await readInput(file)
  const path = file === '-' ? 'stdin' : file.replaceAll('\\', '/')
  return { path, text, ...lint(text, type === undefined ? {} : { kind: kinds[type] }) }
}

const counts = ({ severity }: Finding, { failOn }: Options): boolean =>
  failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn)

function toJson({ path, text, policies, findings }: Linted): unknown {
  const place = lineColumnOf(text)
  return {
    file: path,
    policies,
    findings: findings.map(({ span, ...rest }) => ({ ...rest, from: place(span.at), to: place(span.end) })),
  }
}

const colours = { error: 'red', warning: 'yellow', note: 'cyan' } as const

function tell({ path, text, policies, findings }: Linted): void {
  const place = lineColumnOf(text)
  for (const { span, severity, rule, reason, fix } of findings) {
    const at = place(span.at)
    line(
      `${path}:${at.line}:${at.column}: ${paint(colours[severity], severity)} ${paint('dim', `[${rule}]`)} ${reason}`,
    )
    line(`    ${fix}`)
  }
  if (findings.length === 0)
    line(`${path}: ${policies === 1 ? 'nothing' : `${policies} policies, nothing`} to say`)
}

function listRules({ json }: Options): void {
  const list = ruleList.map(({ id, severity, title }) => ({ id, severity, title }))
  if (json) return line(JSON.stringify(list, undefined, 2))
  for (const { id, severity, title } of list) line(`${id.padEnd(26)} ${severity.padEnd(8)} ${title}`)
}
