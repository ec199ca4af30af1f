/** `podpass up`: starts the endpoint, the issuers and the webhook, and stops them when asked. */
import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { loadKubeconfig } from '../../kubernetes/api/index.ts'
import { issuerUrlProblem } from '../../kubernetes/issuer/index.ts'
import {
  DataDirectoryUnusable,
  PortUnavailable,
  startServer,
  type Address,
  type RunningServer,
} from '../../server/index.ts'
import { parseDuration } from '../duration.ts'
import { Failure } from '../failure.ts'
import { dataOption } from '../installation.ts'
import { quoteForShell } from '../quote.ts'

interface Options {
  readonly data: string
  readonly listen: Address
  readonly region: string
  readonly issuerBase?: string
  readonly allowPrivateIssuers?: boolean
  readonly eventualConsistency?: number
  readonly trailInterval?: number
  readonly adoptCluster?: Readonly<Record<string, string>>
  readonly nodes: boolean
  readonly retiredVersionsFrom?: string
  readonly json?: boolean
}

export const command = (): Command =>
  new Command('up')
    .description('Start AWS: one endpoint for every service, the issuers and the webhook')
    .addOption(dataOption())
    .addOption(
      new Option('--listen <host:port>', 'where the AWS endpoint listens')
        .default({ host: '127.0.0.1', port: 4566 }, '127.0.0.1:4566')
        .argParser(parseAddress),
    )
    .addOption(
      new Option('--region <region>', 'the region of a first start')
        .default('us-east-1')
        .argParser(parseRegion),
    )
    .addOption(
      new Option(
        '--issuer-base <url>',
        'below which URL clusters get their issuers, instead of the shape of EKS',
      ).argParser(parseIssuerBase),
    )
    .option('--allow-private-issuers', 'fetch documents of foreign issuers from private addresses too')
    .addOption(
      new Option(
        '--eventual-consistency <duration>',
        'let changes of IAM be seen only after so long, as on AWS, such as 2s',
      ).argParser(parseDuration),
    )
    .addOption(
      new Option(
        '--trail-interval <duration>',
        'deliver trails to their buckets so often, from 1s to 1h; every 5m when absent',
      ).argParser(parseTrailInterval),
    )
    .addOption(
      new Option(
        '--retired-versions-from <version>',
        'let clusters have Kubernetes versions that EKS has retired, from this one on, such as 1.16',
      ).argParser(parseVersion),
    )
    .addOption(
      new Option(
        '--adopt-cluster <name=kubeconfig>',
        'take a cluster that you run for the EKS cluster of this name; may be repeated',
      ).argParser(addAdopted),
    )
    .option('--no-nodes', 'start no nodes: pods wait for those that join by podpass node')
    .option('--json', 'print what runs as one line of JSON once it does, and nothing else')
    .addHelpText('after', '\nExample:\n  podpass up --data ./state --listen 127.0.0.1:4566')
    .action(up)

function parseTrailInterval(text: string): number {
  const seconds = parseDuration(text)
  if (seconds < 1 || seconds > 3600) throw new InvalidArgumentError('expected a duration from 1s to 1h')
  return seconds
}

async function up(options: Options): Promise<void> {
  surviveClosedOutput()
  // Listened for already: a signal that comes while it starts must find a whole server to stop.
  const stop = listenForStop()
  const server = await start(options).catch((error: unknown) => {
    stop.leave()
    throw error
  })
  console.log(options.json ? JSON.stringify(factsOf(server)) : greeting(server))
  const signal = await stop.signal
  if (!options.json) console.log(`stopping on ${signal}: requests in flight are finished first`)
  await server.stop()
}

async function start(options: Options): Promise<RunningServer> {
  try {
    return await startServer({
      dataDirectory: options.data,
      listen: options.listen,
      region: options.region,
      issuerBase: options.issuerBase,
      retiredVersionsFrom: options.retiredVersionsFrom,
      allowPrivateIssuers: options.allowPrivateIssuers ?? false,
      adoptedClusters: options.adoptCluster,
      iamDelay: options.eventualConsistency,
      ...(options.trailInterval !== undefined && { trailInterval: options.trailInterval * 1000 }),
      ...(options.nodes && { nodeProgram: [process.execPath, ...process.execArgv, process.argv[1]!] }),
      wrapKey: process.env['PODPASS_WRAP_KEY'],
    })
  } catch (error) {
    if (error instanceof DataDirectoryUnusable || error instanceof PortUnavailable)
      throw new Failure(error.message, { cause: error })
    if (isSystemError(error)) throw new Failure(`cannot start: ${error.message}`, { cause: error })
    throw error
  }
}

/** What the system refused, such as a disk that is full. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'

/** Whoever started it may have read the greeting and gone; requests are served all the same. */
const surviveClosedOutput = (): void =>
  void process.stdout.removeAllListeners('error').on('error', () => undefined)

/** Named as `podpass status --json` names them. */
const factsOf = ({ runtime, admin, directory }: RunningServer) => ({
  Version: runtime.version,
  Pid: runtime.pid,
  Endpoint: runtime.endpoint,
  AccountId: admin.account,
  Region: admin.region,
  Data: directory,
})

function greeting({ runtime, admin, directory }: RunningServer): string {
  const data = `--data ${quoteForShell(directory)}`
  return [
    `podpass ${runtime.version} is up`,
    `  AWS endpoint  ${runtime.endpoint} (https on the same port)`,
    `  account       ${admin.account}, region ${admin.region}`,
    `  state         ${directory}`,
    '',
    `In another shell:  eval "$(podpass env ${data})"  and then  aws sts get-caller-identity`,
  ].join('\n')
}

/** The first signal that asks it to stop; the same one a second time ends it at once. */
function listenForStop(): { readonly signal: Promise<NodeJS.Signals>; leave(): void } {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  for (const signal of signals) process.once(signal, resolve)
  return { signal: promise, leave: () => signals.forEach((signal) => process.off(signal, resolve)) }
}

function parseAddress(text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65_535) throw new InvalidArgumentError('expected HOST:PORT')
  return { host: (match[1] ?? match[2])!, port }
}

/** New regions come, so only their form is asked for. */
function parseRegion(text: string): string {
  if (!/^[a-z]{2,10}(-[a-z0-9]{1,20}){1,4}$/.test(text))
    throw new InvalidArgumentError('expected a region such as us-east-1')
  return text
}

function addAdopted(text: string, before: Readonly<Record<string, string>> = {}) {
  const [, name, path] = /^([0-9A-Za-z][A-Za-z0-9_-]{0,99})=(.+)$/.exec(text) ?? []
  if (name === undefined || path === undefined) throw new InvalidArgumentError('expected NAME=KUBECONFIG')
  const config = loadKubeconfig(path)
  if (!config.ok) throw new InvalidArgumentError(config.problem)
  return { ...before, [name]: resolve(path) }
}

function parseVersion(text: string): string {
  if (!/^1\.\d{1,2}$/.test(text)) throw new InvalidArgumentError('expected a version such as 1.16')
  return text
}

function parseIssuerBase(text: string): string {
  const base = text.replace(/\/$/, '')
  const problem = issuerUrlProblem(`${base}/id/${'0'.repeat(32)}`)
  if (problem !== undefined) throw new InvalidArgumentError(`it ${problem}`)
  return base
}
