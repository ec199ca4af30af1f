/** The pod identity webhook alone, for any cluster: its certificates from files, its ServiceAccounts by list and watch. */
import { readFileSync, statSync } from 'node:fs'
import { randomUUID, X509Certificate } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:https'
import { hostname } from 'node:os'
import { createClient, type ClientFacts, type KubernetesClient } from '../kubernetes/api/index.ts'
import {
  createEventWriter,
  createMetrics,
  createMetricsHandler,
  createWebhook,
  followPodIdentities,
  followRoleMap,
  followServiceAccounts,
  instrument,
  type Decision,
  type TlsChoice,
  type WebhookOptions,
} from '../kubernetes/webhook/index.ts'
import { DataDirectoryUnusable } from './data-directory.ts'
import { adapt } from './listen/adapt.ts'
import { requestLimits } from './listen/https-listener.ts'
import { openPort, type Address, type OpenPort } from './listen/open-port.ts'

export interface WebhookServerConfig {
  readonly api: ClientFacts
  readonly address: Address
  readonly certFile: string
  readonly keyFile: string
  readonly options: WebhookOptions
  readonly tls?: Omit<TlsChoice, 'unavailable'>
  /** Where metrics are served over plain HTTP; nowhere when left out. */
  readonly metricsAddress?: Address
  /** The namespace of the ConfigMap with roles, where it is to be watched. */
  readonly roleMapNamespace?: string
  /** The file with the ServiceAccounts that have a Pod Identity association. */
  readonly podIdentitiesFile?: string
  /** How many milliseconds a ServiceAccount that is not there is waited for. */
  readonly gracePeriod?: number
  readonly emitEvents?: boolean
  readonly debug?: boolean
  /** Told of each decision, and of what goes wrong on the way. */
  readonly report: (decision: Decision) => void
  readonly warn: (message: string) => void
}

export interface WebhookServer {
  readonly port: number
  readonly metricsPort?: number
  /** Takes no new connections and lets reviews in flight finish. */
  close(): Promise<void>
}

const grace = 10_000

/** A bound for a review, so that a slow client cannot hold a connection for ever. */
const limits = { ...requestLimits, requestTimeout: 30_000 }

export async function openWebhookServer(config: WebhookServerConfig): Promise<WebhookServer> {
  const { options, report, warn, debug = false } = config
  let pair = readPair(config)
  const client = createClient({ ...config.api, userAgent: 'podpass-webhook' })
  const ending = new AbortController()
  const sources = openSources(config, client, ending.signal)
  const { accounts, roleMap, podIdentities } = sources
  const events =
    config.emitEvents === true
      ? createEventWriter({
          client,
          clock: Date.now,
          newId: () => randomUUID().slice(0, 13),
          instance: hostname(),
          onProblem: warn,
        })
      : undefined
  const metrics = await createMetrics({
    caches: () => ({
      service_accounts: { size: accounts.size(), age: accounts.age() },
      ...(roleMap !== undefined && { role_map: { size: roleMap.size() } }),
      ...(podIdentities !== undefined && { pod_identities: { size: podIdentities.size() } }),
    }),
    certificateExpiry: () => new X509Certificate(pair.cert).validToDate,
    isReady: () => accounts.isReady() && sources.notReadyBecause().length === 0,
    events: events?.counts,
  })
  const handler = createWebhook({
    options,
    debug,
    gracePeriod: config.gracePeriod,
    chance: Math.random,
    findServiceAccount: accounts.find,
    findRoleEntry: roleMap?.find,
    hasPodIdentity: podIdentities?.has,
    isReady: accounts.isReady,
    notReadyBecause: sources.notReadyBecause,
    report: (decision) => {
      report(decision)
      metrics.countDecision(decision)
      events?.record(decision)
    },
  })
  const onFault = (fault: unknown): void => warn(fault instanceof Error ? fault.message : String(fault))
  const server = createServer(
    { ...limits, ...config.tls, ...pair },
    adapt(
      instrument(handler, metrics, () => performance.now()),
      onFault,
    ),
  )
  const stopWatching = reloadOnChange(
    config,
    (next) => {
      server.setSecureContext({ ...config.tls, ...next })
      pair = next
    },
    warn,
  )
  const ports: OpenPort[] = []
  const close = async (): Promise<void> => {
    stopWatching()
    await Promise.all(ports.map((port) => port.close(grace)))
    ending.abort()
    client.close()
  }
  try {
    const port = await openPort(server, config.address, [server])
    ports.push(port)
    if (config.metricsAddress === undefined) return { port: port.port, close }
    const page = createMetricsHandler({ metrics, ...(debug && { debug: { cache: accounts, options } }) })
    const metricsServer = createHttpServer(limits, adapt(page, onFault))
    const metricsPort = await openPort(metricsServer, config.metricsAddress, [metricsServer])
    ports.push(metricsPort)
    return { port: port.port, metricsPort: metricsPort.port, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What the webhook knows of the cluster, and what of it is still waited for. */
function openSources(config: WebhookServerConfig, client: KubernetesClient, signal: AbortSignal) {
  const { options, warn, roleMapNamespace: namespace, podIdentitiesFile: file } = config
  const { annotationPrefix, upstreamCompatible } = options
  const accounts = followServiceAccounts({ client, annotationPrefix, signal, onProblem: warn })
  const roleMap =
    namespace === undefined
      ? undefined
      : followRoleMap({ client, namespace, signal, upstreamCompatible, onProblem: warn })
  const podIdentities =
    file === undefined
      ? undefined
      : followPodIdentities({ file, signal, upstreamCompatible, onProblem: warn })
  const notReadyBecause = (): readonly string[] =>
    [roleMap, podIdentities].flatMap((source) => source?.notReadyBecause() ?? [])
  return { accounts, roleMap, podIdentities, notReadyBecause }
}

interface Pair {
  readonly cert: string
  readonly key: string
}

function readPair({ certFile, keyFile }: WebhookServerConfig): Pair {
  try {
    return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  } catch (cause) {
    throw new DataDirectoryUnusable(`cannot read the serving certificate: ${(cause as Error).message}`, {
      cause,
    })
  }
}

const lookEvery = 10_000

/** Files mounted from a Secret change by a swapped link, which a look at what they lead to sees and a watch may miss. */
function reloadOnChange(
  config: WebhookServerConfig,
  use: (pair: Pair) => void,
  warn: (message: string) => void,
): () => void {
  const stamp = (): string =>
    [config.certFile, config.keyFile]
      .map((file) => `${statSync(file).mtimeMs} ${statSync(file).ino}`)
      .join(' ')
  let seen = stamp()
  const look = (): void => {
    try {
      const now = stamp()
      if (now === seen) return
      use(readPair(config))
      seen = now
    } catch (error) {
      // The old pair stays in use; half a change is looked at again.
      warn(`the serving certificate was not reloaded: ${(error as Error).message}`)
    }
  }
  const timer = setInterval(look, lookEvery).unref()
  return () => clearInterval(timer)
}
