/** The pod identity webhook alone, for any cluster: what it knows, what it serves, and how it begins and ends. */
import { randomUUID, X509Certificate } from 'node:crypto'
import { hostname } from 'node:os'
import { createClient, type ClientFacts, type KubernetesClient } from '../kubernetes/api/index.ts'
import {
  createEventWriter,
  createFindingWriter,
  createMetrics,
  createMetricsHandler,
  createWebhook,
  followPodIdentities,
  followRoleMap,
  followServiceAccounts,
  instrument,
  openCertificates,
  type AccountLookup,
  type CertificateChoice,
  type Certificates,
  type Decision,
  type Finding,
  type ServiceName,
  type TlsChoice,
  type WebhookOptions,
} from '../kubernetes/webhook/index.ts'
import { DataDirectoryUnusable } from './data-directory.ts'
import { loadLean } from './load-lean.ts'
import { openHttp } from './listen/open-http.ts'
import type { Address, OpenPort } from './listen/open-port.ts'
import { openAdditions, type WebhookAdditions } from './webhook-additions.ts'
import { openReviewListener } from './review-listener/open-review-listener.ts'

export interface WebhookServerConfig {
  readonly api: ClientFacts
  readonly address: Address
  readonly certificates: CertificateChoice
  /** The Service by which API servers call it. */
  readonly service: ServiceName
  /** The MutatingWebhookConfiguration that is watched over, and kept right where the certificates are self-managed. */
  readonly configurationName?: string
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
  /** What is done beside reviews. */
  readonly additions?: WebhookAdditions
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

/** Milliseconds for which who has just connected, or is about to send, is still heard after that. */
const linger = 2000

export async function openWebhookServer(config: WebhookServerConfig): Promise<WebhookServer> {
  const { options, report, warn, debug = false } = config
  const client = createClient({ ...config.api, userAgent: 'podpass-webhook' })
  const ending = new AbortController()
  const sources = openSources(config, client, ending.signal)
  growWhenLoaded(sources.accounts, ending.signal)
  const { accounts, roleMap, podIdentities } = sources
  const findings = openFindings(config, client)
  let stopping = false
  let certificates: Certificates | undefined
  const notReadyBecause = (): readonly string[] => [
    ...(stopping ? ['shutting down'] : []),
    ...sources.notReadyBecause(),
    ...(certificates?.notReadyBecause() ?? ['there is no certificate yet']),
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
  const identity = `${hostname()}_${randomUUID()}`
  const additions = await openAdditions({
    wish: config.additions ?? {},
    options,
    client,
    service: config.service,
    identity,
    configurationName: config.configurationName,
    knowledge: {
      findServiceAccount: accounts.find,
      findRoleEntry: roleMap?.find,
      hasPodIdentity: podIdentities?.has,
    },
    isReady: () => accounts.isReady() && sources.notReadyBecause().length === 0,
    signal: ending.signal,
    warn,
  }).catch((error: unknown) => {
    ending.abort()
    client.close()
    throw error
  })
  const metrics = createMetrics({
    gauges: additions.gauges,
    caches: () => ({
      service_accounts: { size: accounts.size(), age: accounts.age() },
      ...(roleMap !== undefined && { role_map: { size: roleMap.size() } }),
      ...(podIdentities !== undefined && { pod_identities: { size: podIdentities.size() } }),
    }),
    certificateExpiry: () => {
      const pair = certificates?.current()
      return pair && new X509Certificate(pair.cert).validToDate
    },
    certificateFindings: () => findings.counts,
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
    ca: additions.ca,
    checkTrust: additions.trust?.check,
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
  let served: string | undefined
  let metricsPort: OpenPort | undefined
  const close = async ({ drain = config.drain ?? defaultDrain } = {}): Promise<void> => {
    stopping = true
    listener.drain()
    await Promise.all([certificates?.release(), additions.release()])
    if (drain > 0) await new Promise((resolve) => setTimeout(resolve, drain))
    await Promise.all([listener.close(grace, drain > 0 ? linger : 0), metricsPort?.close(grace)])
    ending.abort()
    client.close()
  }
  try {
    certificates = openCertificates({
      choice: config.certificates,
      client,
      service: config.service,
      configurationName: config.configurationName,
      identity,
      port: listener.port,
      signal: ending.signal,
      now: Date.now,
      onChange: (pair) => {
        listener.useCertificate(pair)
        if (served !== undefined) metrics.observeRotation(ageOf(served))
        served = pair.cert
      },
      onProblem: warn,
      onFinding: findings.record,
    })
    if (config.metricsAddress === undefined) return { port: listener.port, close }
    const page = createMetricsHandler({ metrics, ...(debug && { debug: { cache: accounts, options } }) })
    metricsPort = await openHttp({ handler: page, address: config.metricsAddress, onFault })
    return { port: listener.port, metricsPort: metricsPort.port, close }
  } catch (error) {
    // What is still being asked for is of no interest any more.
    ending.abort()
    await close({ drain: 0 })
    throw isFilesProblem(config, certificates)
      ? new DataDirectoryUnusable(`cannot read the serving certificate: ${(error as Error).message}`, {
          cause: error,
        })
      : error
  }
}

/** Only files are read before anything is served. */
const isFilesProblem = (config: WebhookServerConfig, opened: Certificates | undefined): boolean =>
  config.certificates.kind === 'files' && opened === undefined

/** Seconds since it became valid. */
const ageOf = (cert: string): number =>
  (Date.now() - new X509Certificate(cert).validFromDate.getTime()) / 1000

/** Findings are logged, counted, and written as events where those are wished for. */
function openFindings({ emitEvents, service, warn }: WebhookServerConfig, client: KubernetesClient) {
  const counts: Record<string, number> = {
    'ca-bundle-mismatch': 0,
    'ca-bundle-written': 0,
    'service-unreachable': 0,
  }
  const write =
    emitEvents === true
      ? createFindingWriter({
          client,
          service,
          now: Date.now,
          instance: hostname(),
          newId: () => randomUUID().slice(0, 13),
          onProblem: warn,
        })
      : undefined
  const record = (finding: Finding): void => {
    counts[finding.kind] = (counts[finding.kind] ?? 0) + 1
    warn(finding.message)
    write?.(finding)
  }
  return { counts, record }
}

/** The list is long and its reading short: memory that it took would stay taken. */
function growWhenLoaded(accounts: AccountLookup, signal: AbortSignal): void {
  const grow = loadLean()
  const timer = setInterval(() => {
    if (!accounts.isReady() && !signal.aborted) return
    clearInterval(timer)
    grow()
  }, 100).unref()
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
