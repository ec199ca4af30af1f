/**
 * Writes docs/operations.md: which operations of AWS's models are served, and why the others are not, from the running
 * program and src/aws/protocol/left-out.json. With --check it compares instead and exits 1 when the page is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fitsName, leftOutOf } from '../src/aws/protocol/index.ts'
import { operationStates, type OperationStates } from './operation-states.ts'

interface Service {
  readonly name: string
  readonly served: readonly string[]
  readonly leftOut: readonly { readonly reason: string; readonly operations: readonly string[] }[]
}

const page = 'docs/operations.md'
const problems: string[] = []
const services = (await operationStates()).map(describe)
const text = render(services)

if (problems.length > 0) fail(problems)
else if (!process.argv.includes('--check')) writeFileSync(page, text)
else if (readFileSync(page, 'utf8') !== text)
  fail([`${page} is out of date: run node tools/generate-operations.ts`])

function describe({ service: name, served, others }: OperationStates): Service {
  const rest = new Set(others)
  const leftOut = leftOutOf(name).map(({ reason, operations }) => ({
    reason,
    operations: operations.flatMap((pattern) => take(name, pattern, rest)).toSorted(),
  }))
  if (rest.size > 0) problems.push(`${name}: no reason is told for ${[...rest].join(', ')}`)
  return { name, served, leftOut }
}

/** Takes what fits out of those that are left; a pattern that fits nothing is of yesterday. */
function take(service: string, pattern: string, rest: Set<string>): readonly string[] {
  const taken = [...rest].filter((each) => fitsName(pattern, each))
  if (taken.length === 0) problems.push(`${service}: \`${pattern}\` fits no operation that is left out`)
  for (const each of taken) rest.delete(each)
  return taken
}

function render(all: readonly Service[]): string {
  const rows = all.map(({ name, served, leftOut }) => {
    const rest = leftOut.reduce((sum, { operations }) => sum + operations.length, 0)
    return `| [${name}](#${name}) | ${served.length} | ${served.length + rest} |`
  })
  return `${[
    '# Operations',
    '',
    'Which operations of AWS’s models Podpass serves. Each other one answers `NotImplemented` with its name, status 400, and why is told below. Written by `node tools/generate-operations.ts` from the program itself; how the served ones differ from AWS is told in [divergences.md](divergences.md).',
    '',
    '| service | served | in the model |',
    '|---|---|---|',
    ...rows,
    ...all.flatMap(renderService),
  ].join('\n')}\n`
}

function renderService({ name, served, leftOut }: Service): readonly string[] {
  return [
    '',
    `## ${name}`,
    `Served: ${served.join(', ')}.`,
    ...leftOut
      .filter(({ operations }) => operations.length > 0)
      .flatMap(({ reason, operations }) => ['', `Not served, since ${reason}: ${operations.join(', ')}.`]),
  ]
}

function fail(lines: readonly string[]): void {
  for (const line of lines) console.error(line)
  process.exitCode = 1
}
