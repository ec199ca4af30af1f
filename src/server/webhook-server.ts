/** The pod identity webhook alone, for any cluster: its certificates from files, its ServiceAccounts by list and watch. */
import { readFileSync, statSync } from 'node:fs'
import { randomUUID, X509Certificate } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
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
import { openReviewListener } from './review-listener/open-review-listener.ts'

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
  /** Milliseconds from the wish to stop until no new connections are taken: by then the cluster sends reviews elsewhere. */
  readonly drain?: number
  /** Told of each decision, and of what goes wrong on the way. */
  readonly report: (decision: Decision) => void
  readonly warn: (message: string) => void
}

export interface WebhookServer {
  readonly port: number
  readonly metricsPort?: number
  /** Stops being ready, serves on until the cluster has noticed, then takes no new connections and lets reviews in flight finish. */
  close(options?: { readonly drain?: number }): Promise<void>
}

/** Kubernetes gives a pod 30 seconds from its SIGTERM; both together leave it some. */
const [defaultDrain, grace] = [8000, 15_000]

/** Bounds of the metrics' listener. */
const limits = { ...requestLimits, requestTimeout: 30_000 }

export async function openWebhookServer(config: WebhookServerConfig): Promise<WebhookServer> {
  const { options, report, warn, debug = false } = config
  let pair = readPair(config)
  const client = createClient({ ...config.api, userAgent: 'podpass-webhook' })
  const ending = new AbortController()
  const sources = openSources(config, client, ending.signal)
  const { accounts, roleMap, podIdentities } = sources
  let stopping = false
  const notReadyBecause = (): readonly string[] => [
    ...(stopping ? ['shutting down'] : []),
    ...sources.notReadyBecause(),
  ]
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
    isReady: () => accounts.isReady() && notReadyBecause().length === 0,
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
    notReadyBecause,
    report: (decision) => {
      report(decision)
      metrics.countDecision(decision)
      events?.record(decision)
    },
  })
  const onFault = (fault: unknown): void => warn(fault instanceof Error ? fault.message : String(fault))
  const listener = await openReviewListener({
    handler: instrument(handler, metrics, () => performance.now()),
    address: config.address,
    tls: config.tls,
    onFault,
  }).catch((error: unknown) => {
    ending.abort()
    client.close()
    throw error
  })
  listener.useCertificate(pair)
  const stopWatching = reloadOnChange(
    config,
    (next) => {
      listener.useCertificate(next)
      pair = next
    },
    warn,
  )
  let metricsPort: OpenPort | undefined
  const close = async ({ drain = config.drain ?? defaultDrain } = {}): Promise<void> => {
    stopping = true
    listener.drain()
    if (drain > 0) await new Promise((resolve) => setTimeout(resolve, drain))
    stopWatching()
    await Promise.all([listener.close(grace), metricsPort?.close(grace)])
    ending.abort()
    client.close()
  }
  if (config.metricsAddress === undefined) return { port: listener.port, close }
  try {
    const page = createMetricsHandler({ metrics, ...(debug && { debug: { cache: accounts, options } }) })
    const metricsServer = createHttpServer(limits, adapt(page, onFault))
    metricsPort = await openPort(metricsServer, config.metricsAddress, [metricsServer])
    return { port: listener.port, metricsPort: metricsPort.port, close }
  } catch (error) {
    await close({ drain: 0 })
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
