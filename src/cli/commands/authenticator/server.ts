/** `podpass authenticator`: the TokenReview webhook for cluster login, with the flags of aws-iam-authenticator. */
import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { pino, type Logger } from 'pino'
import { inClusterConfig, loadKubeconfig, type ClientFacts } from '../../../kubernetes/api/index.ts'
import {
  awsStsHosts,
  namedStsHosts,
  noMappings,
  readConfigFile,
  type Attempt,
  type ConfigFile,
  type StsHosts,
} from '../../../kubernetes/authenticator/index.ts'
import {
  DataDirectoryUnusable,
  openAuthenticator,
  PortUnavailable,
  type AuthenticatorServer,
  type Backend,
} from '../../../server/index.ts'
import { parseDuration } from '../../duration.ts'
import { Failure, WrongUse } from '../../failure.ts'
import {
  addFileOptions,
  defaultKubeconfig,
  filesOf,
  parseList,
  parsePort,
  type FileOptions,
} from './options.ts'

interface Options extends FileOptions {
  readonly clusterId?: string
  readonly config?: string
  readonly backendMode?: readonly string[]
  readonly kubeconfigPregenerated?: boolean
  readonly healthPort: number
  readonly healthAddress: string
  readonly partition: string
  readonly kubeconfig?: string
  readonly master?: string
  readonly stsEndpoint?: URL
  readonly stsTokenHost?: readonly string[]
  readonly awsCaFile?: string
  readonly eksEndpoint?: string
  readonly ec2Endpoint?: string
  readonly region?: string
  readonly allowedAccount?: readonly string[]
  readonly scrubbedAccount?: readonly string[]
  readonly cacheTtl: number
  readonly entriesTtl: number
  readonly logVerbosity: string
}

export const command = (): Command =>
  addFileOptions(new Command('server'))
    .description('Serve cluster login: tokens of `aws eks get-token` for any API server')
    .option('-i, --cluster-id <id>', 'what the cluster is called in tokens; its EKS name')
    .option('-c, --config <file>', 'a configuration file of aws-iam-authenticator')
    .addOption(
      new Option(
        '--backend-mode <modes>',
        'where principals are looked up, in order: MountedFile, EKSConfigMap, AccessEntries (default: MountedFile)',
      ).argParser(parseList),
    )
    .option('--kubeconfig-pregenerated', 'write no kubeconfig')
    .addOption(
      new Option('--health-port <port>', 'plain HTTP port of /healthz and /metrics')
        .default(21_363)
        .argParser(parsePort),
    )
    .option('--health-address <address>', 'where those listen', '127.0.0.1')
    .option('--partition <partition>', 'of AWS, in which tokens count', 'aws')
    .option(
      '--kubeconfig <file>',
      'the cluster, for aws-auth and the bindings of access policies; its own when left out',
    )
    .option('--master <url>', 'of the API server, in place of the one in the kubeconfig')
    .addOption(
      new Option('--sts-endpoint <url>', 'the one STS that is called, in place of those of AWS').argParser(
        parseUrl,
      ),
    )
    .addOption(
      new Option(
        '--sts-token-host <hosts>',
        'hosts, with ports, by which tokens may name the --sts-endpoint beside its own',
      ).argParser(parseList),
    )
    .option(
      '--aws-ca-file <file>',
      'certificates that are trusted beside those of the system when AWS is called',
    )
    .option('--eks-endpoint <url>', 'of EKS, for AccessEntries')
    .option('--ec2-endpoint <url>', 'of EC2, for {{EC2PrivateDNSName}}')
    .option('--region <region>', 'of EKS and EC2; AWS_REGION when left out')
    .addOption(
      new Option('--allowed-account <ids>', 'accounts whose principals may come').argParser(parseList),
    )
    .addOption(
      new Option('--scrubbed-account <ids>', 'accounts whose ARNs are not logged').argParser(parseList),
    )
    .addOption(
      new Option('--cache-ttl <duration>', 'how long an answer of STS is remembered')
        .default(60, '1m')
        .argParser(parseDuration),
    )
    .addOption(
      new Option('--entries-ttl <duration>', 'how long an answer of EKS is remembered')
        .default(60, '1m')
        .argParser(parseDuration),
    )
    .option('-v, --log-verbosity <level>', 'debug, info, warn or error', 'info')
    .addHelpText(
      'after',
      '\nExample:\n  podpass authenticator --cluster-id demo --config mapping.yaml --state-dir ./login --generate-kubeconfig ./login/kubeconfig.yaml --sts-endpoint http://127.0.0.1:4566',
    )
    .action(serve)

async function serve(options: Options): Promise<void> {
  const log = pino(
    {
      level: levelOf(options),
      base: undefined,
      formatters: { level: (level) => ({ level }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
    },
    pino.destination({ fd: 1, sync: true }),
  )
  const server = await open(options, log)
  log.info(
    { port: server.port, healthPort: server.healthPort },
    `serving on ${options.address}:${server.port}`,
  )
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await server.close()
}

function levelOf({ logVerbosity }: Options): string {
  if (!['trace', 'debug', 'info', 'warn', 'error'].includes(logVerbosity))
    throw new WrongUse(`--log-verbosity \`${logVerbosity}\`: expected debug, info, warn or error`)
  return logVerbosity
}

async function open(options: Options, log: Logger): Promise<AuthenticatorServer> {
  const file = options.config === undefined ? undefined : readConfig(options.config)
  for (const problem of file?.problems ?? []) log.warn(`${options.config}: ${problem}`)
  const clusterId = options.clusterId ?? file?.clusterId
  if (clusterId === undefined || clusterId === '') throw new WrongUse('--cluster-id is needed')
  const backends = backendsOf(options, file)
  const { region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] } = options
  const generateKubeconfig =
    options.kubeconfigPregenerated === true ? undefined : (options.generateKubeconfig ?? defaultKubeconfig)
  try {
    return await openAuthenticator({
      clusterId,
      address: { host: options.address, port: options.port },
      healthAddress: { host: options.healthAddress, port: options.healthPort },
      files: filesOf({ ...options, generateKubeconfig }),
      backends,
      hosts: hostsOf(options),
      ...(options.awsCaFile !== undefined && { ca: readText(options.awsCaFile) }),
      ...(backends.some(({ kind }) => kind !== 'MountedFile') && { api: findApi(options) }),
      ...(region !== undefined && { region }),
      eksEndpoint: options.eksEndpoint,
      ec2Endpoint: options.ec2Endpoint,
      allowedAccounts: options.allowedAccount,
      scrubbedAccounts: [...(options.scrubbedAccount ?? []), ...(file?.scrubbedAccounts ?? [])],
      rememberFor: options.cacheTtl * 1000,
      rememberEntriesFor: options.entriesTtl * 1000,
      report: (attempt) => logAttempt(log, attempt),
      warn: (message) => log.warn(message),
    })
  } catch (error) {
    if (error instanceof DataDirectoryUnusable || error instanceof PortUnavailable || isSystemError(error))
      throw new Failure((error as Error).message, { cause: error })
    throw error
  }
}

const isSystemError = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).syscall !== undefined

function logAttempt(log: Logger, { outcome, problem, who, host, username, groups, source }: Attempt): void {
  const facts = {
    ...(who !== undefined && {
      arn: who.canonicalArn,
      accountid: who.accountId,
      userid: who.principalId,
      session: who.sessionName,
      accesskeyid: who.accessKeyId,
    }),
    ...(host !== undefined && { stsendpoint: host }),
    ...(username !== undefined && { username, groups, source }),
    ...(problem !== undefined && { outcome, problem }),
  }
  if (outcome === 'success') log.info(facts, 'access granted')
  else log.warn(facts, 'access denied')
}

function readConfig(path: string): ConfigFile {
  const read = readConfigFile(readText(path))
  if (!read.ok) throw new Failure(`\`${path}\` cannot be read: ${read.problem}`)
  return read.file
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Failure(`cannot read \`${path}\`: ${(error as NodeJS.ErrnoException).code}`, { cause: error })
  }
}

const newNames: Readonly<Record<string, string>> = { File: 'MountedFile', ConfigMap: 'EKSConfigMap' }

function backendsOf({ backendMode }: Options, file: ConfigFile | undefined): readonly Backend[] {
  const modes = (backendMode ?? file?.backendModes ?? ['MountedFile']).map((mode) => newNames[mode] ?? mode)
  if (new Set(modes).size !== modes.length)
    throw new WrongUse(`--backend-mode \`${modes.join(',')}\` has duplicates`)
  return modes.map((kind): Backend => {
    const reservedPrefixes = file?.reservedPrefixes[kind] ?? []
    switch (kind) {
      case 'MountedFile':
        return { kind, mappings: file?.mappings ?? noMappings, reservedPrefixes }
      case 'EKSConfigMap':
        return { kind, reservedPrefixes }
      case 'AccessEntries':
        return { kind }
      case 'CRD':
      case 'DynamicFile':
        throw new WrongUse(
          `--backend-mode ${kind} is not supported: use MountedFile, EKSConfigMap or AccessEntries`,
        )
      default:
        throw new WrongUse(`backend-mode "${kind}" is not a valid mode`)
    }
  })
}

function hostsOf({ partition, stsEndpoint, stsTokenHost }: Options): StsHosts {
  if (stsEndpoint !== undefined)
    return namedStsHosts({
      endpoint: stsEndpoint,
      isKnown: (host) => stsTokenHost?.includes(host) === true,
      // Clients may come to the same endpoint over TLS where the authenticator does not.
      ...(stsTokenHost !== undefined && { schemes: ['https', 'http'] }),
    })
  if (stsTokenHost !== undefined) throw new WrongUse('--sts-token-host goes with --sts-endpoint')
  const hosts = awsStsHosts(partition)
  if (hosts === undefined) throw new WrongUse(`--partition \`${partition}\` is none of AWS`)
  return hosts
}

/** As upstream: the kubeconfig, else the cluster around it. */
function findApi({ kubeconfig, master }: Options): ClientFacts {
  if (master !== undefined && URL.parse(master)?.protocol !== 'https:')
    throw new WrongUse(`--master \`${master}\` is not below https://`)
  const facts = kubeconfig === undefined ? inClusterConfig({ env: process.env }) : readKubeconfig(kubeconfig)
  if (facts === undefined)
    throw new WrongUse('outside of a cluster --kubeconfig is needed for this --backend-mode')
  return master === undefined ? facts : { ...facts, server: master }
}

function readKubeconfig(path: string): ClientFacts {
  const config = loadKubeconfig(path)
  if (!config.ok) throw new Failure(config.problem)
  return config.client
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== ''
  )
    throw new InvalidArgumentError('expected the URL of a server, such as https://sts.example.com')
  return url
}
