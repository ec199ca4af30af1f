/** `podpass webhook`: the pod identity webhook alone, in or beside any cluster, with the flags of the upstream one. */
import { getCiphers } from 'node:tls'
import { Command } from 'commander'
import { pino, type DestinationStream, type Logger } from 'pino'
import { inClusterConfig, loadKubeconfig, type ClientFacts } from '../../../kubernetes/api/index.ts'
import {
  CaUnusable,
  findInstanceIdentity,
  flags,
  idleFlags,
  InstanceIdentityUnknown,
  readerOf,
  readOptions,
  readTls,
  type CertificateChoice,
  type FlagReader,
  type GivenFlags,
  type TlsChoice,
  type WebhookOptions,
} from '../../../kubernetes/webhook/index.ts'
import {
  DataDirectoryUnusable,
  openWebhookServer,
  PortUnavailable,
  version,
  type WebhookAdditions,
  type WebhookServer,
} from '../../../server/index.ts'
import { Failure, WrongUse } from '../../failure.ts'
import { addFlags, givenFlags } from './flag-options.ts'
import { createDecisionLog, type DecisionLog } from './log-decision.ts'

export const command = (): Command =>
  addFlags(new Command('serve'), flags)
    .description('Serve the pod identity webhook alone')
    .version(version, '--version')
    .addHelpText(
      'after',
      '\nExample:\n  podpass webhook --kubeconfig ~/.kube/config --in-cluster=false --port 8443 --tls-cert tls.crt --tls-key tls.key',
    )
    .action((_: object, self: Command) => serve(givenFlags(self)))

async function serve(given: GivenFlags): Promise<void> {
  const flag = readerOf(given)
  // Stands before the one of the output, which writes what it was given and then takes no more.
  process.once('exit', () => decisions.flush())
  const output = pino.destination({ fd: 1, sync: false })
  const decisions = createDecisionLog((text) => output.write(text), Date.now)
  const log = openLog(flag.number('v'), output)
  for (const { name } of idleFlags(given)) log.info({ flag: name }, `--${name} is accepted and has no effect`)
  const server = await open(given, flag, log, decisions)
  log.info(
    { port: server.port, metricsPort: server.metricsPort },
    `serving on ${flag.text('bind-address')}:${server.port}`,
  )
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const each of ['SIGINT', 'SIGTERM'] as const) process.once(each, resolve)
  })
  // Whoever presses Ctrl-C does not want to wait for a cluster to look elsewhere.
  await server.close({ drain: signal === 'SIGINT' ? 0 : flag.number('shutdown-delay') })
  decisions.flush()
  log.flush()
}

/** Levels of klog from 4 up are what Go's webhook calls verbose; what it says at 3 is said always. */
const openLog = (verbosity: number, output: DestinationStream): Logger =>
  pino(
    {
      level: verbosity >= 4 ? 'debug' : 'info',
      base: undefined,
      formatters: { level: (level) => ({ level }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
    },
    output,
  )

async function open(
  given: GivenFlags,
  flag: FlagReader,
  log: Logger,
  decisions: DecisionLog,
): Promise<WebhookServer> {
  const options = await makeOptions(given, flag)
  const host = flag.text('bind-address')
  const grace = flag.number('service-account-lookup-grace-period')
  const certificates = chooseCertificates(flag)
  const configurationName =
    flag.text('webhook-configuration') || (certificates.kind === 'self-managed' ? 'pod-identity-webhook' : '')
  const identities = flag.text('watch-container-credentials-config')
  try {
    return await openWebhookServer({
      api: findApi(flag),
      address: { host, port: portOf(flag, 'port') },
      metricsAddress: { host, port: portOf(flag, 'metrics-port') },
      certificates,
      service: { name: flag.text('service-name'), namespace: flag.text('namespace') },
      ...(configurationName !== '' && { configurationName }),
      options,
      tls: chooseTls(flag, log),
      ...(flag.isOn('watch-config-map') && { roleMapNamespace: flag.text('namespace') }),
      ...(identities !== '' && { podIdentitiesFile: identities }),
      gracePeriod: grace,
      emitEvents: flag.isOn('emit-events'),
      additions: chooseAdditions(flag),
      debug: flag.isOn('enable-debugging-handlers'),
      report: decisions.record,
      warn: (message) => log.warn(message),
    })
  } catch (error) {
    if (
      error instanceof DataDirectoryUnusable ||
      error instanceof PortUnavailable ||
      error instanceof CaUnusable
    )
      throw new Failure(error.message, { cause: error })
    throw error
  }
}

/** What is done beside reviews: nothing unless it is asked for. */
function chooseAdditions(flag: FlagReader): WebhookAdditions {
  const given = (name: string): string | undefined => flag.text(name) || undefined
  const reportInterval = flag.number('report-interval')
  if (reportInterval !== 0 && reportInterval < 60_000)
    throw new WrongUse('--report-interval: expected 1m at least, or 0s for never')
  const [issuer, caFile] = [given('check-trust-issuer'), given('aws-endpoint-ca-file')]
  if (issuer !== undefined && URL.parse(issuer)?.protocol !== 'https:')
    throw new WrongUse(`--check-trust-issuer \`${issuer}\` is not below https://`)
  if (issuer !== undefined && !flag.isOn('check-trust'))
    throw new WrongUse('--check-trust-issuer goes with --check-trust')
  return {
    caFile,
    caNamespaces: given('aws-endpoint-ca-namespaces'),
    reportInterval,
    ...(flag.isOn('check-trust') && {
      checkTrust: {
        issuer,
        endpoint: given('aws-endpoint-url'),
        caFile,
        region: given('aws-default-region'),
      },
    }),
  }
}

/** Whoever names files means them, whatever --in-cluster is by default. */
function chooseCertificates(flag: FlagReader): CertificateChoice {
  const namesFiles = flag.isGiven('tls-cert') || flag.isGiven('tls-key')
  const isInCluster = flag.isOn('in-cluster') && (flag.isGiven('in-cluster') || !namesFiles)
  const source = flag.text('certificate-source') || (isInCluster ? 'self-managed' : 'files')
  switch (source) {
    case 'files':
      return { kind: source, certFile: flag.text('tls-cert'), keyFile: flag.text('tls-key') }
    case 'secret':
    case 'self-managed':
      return { kind: source, secretName: flag.text('tls-secret') }
    default:
      throw new WrongUse(`--certificate-source \`${source}\`: expected files, secret or self-managed`)
  }
}

async function makeOptions(given: GivenFlags, flag: FlagReader): Promise<WebhookOptions> {
  const read = readOptions(given)
  if (!read.ok) throw new WrongUse(read.problem)
  const { options } = read
  if (!flag.isOn('compose-role-arn') || options.composeRoleArn !== undefined) return options
  try {
    const identity = await findInstanceIdentity(process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] || undefined)
    return { ...options, composeRoleArn: { account: identity.account, partition: identity.partition } }
  } catch (error) {
    if (error instanceof InstanceIdentityUnknown) throw new Failure(error.message, { cause: error })
    throw error
  }
}

function chooseTls(flag: FlagReader, log: Logger): Omit<TlsChoice, 'unavailable'> {
  const read = readTls(flag.text('tls-cipher-suites'), flag.text('tls-min-version'), getCiphers())
  if (!read.ok) throw new WrongUse(read.problem)
  const { unavailable, ...tls } = read.tls
  for (const suite of unavailable) log.warn(`cipher suite ${suite} is not in this OpenSSL and left out`)
  return tls
}

/** As upstream: the kubeconfig, else the cluster around it; `--kube-api` stands in for the address of either. */
function findApi(flag: FlagReader): ClientFacts {
  const [kubeconfig, server] = [flag.text('kubeconfig'), flag.text('kube-api')]
  if (server !== '' && URL.parse(server)?.protocol !== 'https:')
    throw new WrongUse(`--kube-api \`${server}\` is not below https://`)
  const facts = kubeconfig === '' ? inClusterConfig({ env: process.env }) : readKubeconfig(kubeconfig)
  if (server !== '') return { ...facts, server }
  if (facts === undefined) throw new WrongUse('outside of a cluster --kubeconfig is needed')
  return facts
}

function readKubeconfig(path: string): ClientFacts {
  const config = loadKubeconfig(path)
  if (!config.ok) throw new Failure(config.problem)
  return config.client
}

function portOf(flag: FlagReader, name: string): number {
  const port = flag.number(name)
  if (port < 0 || port > 65_535) throw new WrongUse(`--${name}: expected a port from 0 to 65535`)
  return port
}
