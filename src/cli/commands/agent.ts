/** `podpass agent`: the Pod Identity agent of a node, with the flags of EKS's own. */
import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { pino, type Logger } from 'pino'
import type { AgentEvent } from '../../kubernetes/agent/index.ts'
import { openAgent, PortUnavailable, version, type Address, type AgentServer } from '../../server/index.ts'
import { parseDuration } from '../duration.ts'
import { Failure, WrongUse } from '../failure.ts'

interface Options {
  readonly clusterName: string
  readonly port: number
  readonly probePort: number
  readonly metricsAddress: string
  readonly metricsPort: number
  readonly maxCredentialRetentionBeforeRenewal: number
  readonly maxCacheSize: number
  readonly maxServiceQps: number
  readonly bindHosts?: readonly string[]
  readonly listen?: readonly Address[]
  readonly rotateCredentials?: boolean
  readonly endpoint?: URL
  readonly awsCaFile?: string
  readonly region?: string
  readonly verbosity: string
}

export const command = (): Command =>
  new Command('agent')
    .description("Serve a node's pods the credentials of their EKS Pod Identity roles")
    .version(version, '--version')
    .requiredOption('-c, --cluster-name <name>', 'the EKS cluster of the node')
    .addOption(number('-p, --port <port>', 'where pods call it', 80, 65_535))
    .addOption(
      new Option(
        '-b, --bind-hosts <hosts>',
        'addresses where pods call it, all of which must be there (default: those of 169.254.170.23 and [fd00:ec2::23] that are)',
      ).argParser(parseHosts),
    )
    .addOption(
      new Option('--listen <host:port>', 'another address, in place of those; may be repeated').argParser(
        parseListen,
      ),
    )
    .addOption(number('--probe-port <port>', '/healthz and /readyz on localhost; 0 for any', 2703, 65_535))
    .option('--metrics-address <address>', 'where /metrics is served', '0.0.0.0')
    .addOption(number('--metrics-port <port>', 'its port; 0 for any', 2705, 65_535))
    .addOption(
      new Option(
        '--max-credential-retention-before-renewal <duration>',
        'after which credentials are renewed; 0 keeps none',
      )
        .default(10_800, '3h')
        .argParser(parseGoDuration),
    )
    .addOption(
      number('--max-cache-size <count>', 'tokens whose credentials are kept; 0 keeps none', 2000, 1_000_000),
    )
    .addOption(number('--max-service-qps <count>', 'renewals a second', 3, 1000))
    .option('--rotate-credentials', 'read the shared credentials file anew each minute')
    .addOption(new Option('--endpoint <url>', "of EKS Auth, in place of the region's").argParser(parseUrl))
    .option('--aws-ca-file <file>', 'certificates that are trusted beside those of the system')
    .option('--region <region>', 'of the cluster; AWS_REGION when left out')
    .option('-v, --verbosity <level>', 'error, info, debug or trace', 'info')
    .addHelpText(
      'after',
      '\nExample:\n  podpass agent --cluster-name demo --listen 127.0.0.1:8923 --endpoint http://127.0.0.1:4566',
    )
    .action(serve)

async function serve(options: Options): Promise<void> {
  const level = { panic: 'fatal', error: 'error', info: 'info', debug: 'debug', trace: 'trace' }[
    options.verbosity
  ]
  if (level === undefined)
    throw new WrongUse(`--verbosity \`${options.verbosity}\`: expected error, info, debug or trace`)
  const log = pino(
    {
      level,
      base: undefined,
      formatters: { level: (name) => ({ level: name }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'msg',
    },
    pino.destination({ fd: 1, sync: true }),
  )
  const server = await open(options, log)
  const { addresses, probePort, metricsPort } = server
  log.info(
    { probePort, metricsPort },
    `serving on ${addresses.map(({ host, port }) => `${host}:${port}`).join(', ')}`,
  )
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await server.close()
}

async function open(options: Options, log: Logger): Promise<AgentServer> {
  const { region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] } = options
  if (region === undefined) throw new WrongUse('--region or AWS_REGION is needed')
  const hosts = options.bindHosts ?? ['169.254.170.23', 'fd00:ec2::23']
  try {
    return await openAgent({
      clusterName: options.clusterName,
      region,
      endpoint: options.endpoint ?? endpointOfEnvironment(),
      ...(options.awsCaFile !== undefined && { ca: readCa(options.awsCaFile) }),
      addresses: options.listen ?? hosts.map((host) => ({ host, port: options.port })),
      takesWhatThereIs: options.listen === undefined && options.bindHosts === undefined,
      probeAddress: { host: '127.0.0.1', port: options.probePort },
      metricsAddress: { host: options.metricsAddress, port: options.metricsPort },
      limits: {
        renewAfter: options.maxCredentialRetentionBeforeRenewal * 1000,
        size: options.maxCacheSize,
        renewalsPerSecond: Math.max(1, options.maxServiceQps),
      },
      rotatesCredentials: options.rotateCredentials ?? false,
      tell: (event) => logEvent(log, event),
      warn: (message) => log.warn(message),
    })
  } catch (error) {
    if (error instanceof PortUnavailable) throw new Failure(error.message, { cause: error })
    throw error
  }
}

/** As AWS's SDKs read it. */
function endpointOfEnvironment(): URL | undefined {
  const text = process.env['AWS_ENDPOINT_URL_EKS_AUTH'] || process.env['AWS_ENDPOINT_URL']
  if (text === undefined || text === '') return undefined
  const url = URL.parse(text)
  if (url === null) throw new WrongUse(`AWS_ENDPOINT_URL \`${text}\` is no URL`)
  return url
}

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Failure(`cannot read \`${path}\`: ${(error as NodeJS.ErrnoException).code}`, { cause: error })
  }
}

function logEvent(log: Logger, event: AgentEvent): void {
  const { kind, ...facts } = event
  if (event.kind === 'answered' && event.problem !== undefined) log.error(facts, 'Error fetching credentials')
  else if (event.kind === 'renewal-failed') log.warn(facts, 'credentials could not be renewed')
  else if (event.kind === 'fetched') log.info(facts, 'Successfully fetched credentials from EKS Auth')
  else log.debug(facts, kind)
}

const number = (flags: string, meaning: string, value: number, most: number): Option =>
  new Option(flags, meaning).default(value).argParser((text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) > most)
      throw new InvalidArgumentError(`expected a whole number up to ${most}`)
    return Number(text)
  })

/** Go writes `3h0m0s`, and a bare 0. */
const parseGoDuration = (text: string): number => parseDuration(text)

const parseHosts = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').map((host) => host.trim().replace(/^\[(.*)\]$/, '$1')),
]

function parseListen(text: string, before: readonly Address[] = []): readonly Address[] {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65_535) throw new InvalidArgumentError('expected HOST:PORT')
  return [...before, { host: (match[1] ?? match[2])!, port }]
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new InvalidArgumentError('expected a URL, such as http://127.0.0.1:4566')
  return url
}
