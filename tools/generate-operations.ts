/**
 * Writes docs/operations.md: which operations of AWS's models are served, and why the others are not, from the running
 * program and src/aws/protocol/left-out.json. With --check it compares instead and exits 1 when the page is out of date.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fitsName, leftOutOf, loadModel } from '../src/aws/protocol/index.ts'
import { startServer } from '../src/server/index.ts'

interface Service {
  readonly name: string
  readonly served: readonly string[]
  readonly leftOut: readonly { readonly reason: string; readonly operations: readonly string[] }[]
}

const page = 'docs/operations.md'
const problems: string[] = []
const services = [...(await servedOperations())]
  .filter(([name]) => name !== 'podpass')
  .map(([name, served]) => describe(name, served))
const text = render(services)

if (problems.length > 0) fail(problems)
else if (!process.argv.includes('--check')) writeFileSync(page, text)
else if (readFileSync(page, 'utf8') !== text)
  fail([`${page} is out of date: run node tools/generate-operations.ts`])

async function servedOperations(): Promise<ReadonlyMap<string, readonly string[]>> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'podpass-operations-'))
  try {
    const server = await startServer({
      dataDirectory,
      region: 'us-east-1',
      allowPrivateIssuers: false,
      listen: { host: '127.0.0.1', port: 0 },
    })
    await server.stop()
    return server.operations
  } finally {
    rmSync(dataDirectory, { recursive: true })
  }
}

function describe(name: string, handlers: readonly string[]): Service {
  const model = loadModel(name)
  const all = namesIn(name)
  const served = all.filter((each) => handlers.includes(each) && model.operation(each)?.eventStream !== true)
  const rest = new Set(all.filter((each) => !served.includes(each)))
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

function namesIn(model: string): readonly string[] {
  const file = JSON.parse(readFileSync(`src/aws/protocol/models/${model}.json`, 'utf8')) as {
    readonly operations: Readonly<Record<string, unknown>>
  }
  return Object.keys(file.operations)
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
