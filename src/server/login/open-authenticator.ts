/** Cluster login alone, beside any API server: what it asks, what it serves, and how it begins and ends. */
import { createClient, type ClientFacts, type KubernetesClient } from '../../kubernetes/api/index.ts'
import {
  accessEntrySource,
  answerProbes,
  answerReviews,
  createAskSts,
  createLogin,
  createLoginMetrics,
  followAwsAuth,
  keepBindings,
  mappingSource,
  webhookKubeconfig,
  type Attempt,
  type AwsAuth,
  type Mappings,
  type Source,
  type StsHosts,
} from '../../kubernetes/authenticator/index.ts'
import { openLocalCa, type LocalCa, type ServerNames } from '../certificates/index.ts'
import { writeAtomically } from '../data-directory.ts'
import { openHttps } from '../listen/https-listener.ts'
import { openHttp } from '../listen/open-http.ts'
import type { Address } from '../listen/open-port.ts'
import { createEc2Asker } from './ask-ec2.ts'
import { openEksAsker, type EksAsker } from './ask-eks.ts'
import { openAwsCredentials } from './aws-credentials.ts'
import { openAwsAgents, type AwsAgents } from './http-agent.ts'

export interface AuthenticatorConfig {
  readonly clusterId: string
  readonly address: Address
  /** Where /healthz and /metrics are served over plain HTTP. */
  readonly healthAddress: Address
  readonly files: AuthenticatorFiles
  /** In the order in which they are asked. */
  readonly backends: readonly Backend[]
  readonly hosts: StsHosts
  /** PEM that is trusted beside the system's own certificates when AWS is called. */
  readonly ca?: string
  /** The cluster, for aws-auth and the bindings of access policies. */
  readonly api?: ClientFacts
  readonly region?: string
  readonly eksEndpoint?: string
  /** Milliseconds for which an answer of EKS counts. */
  readonly rememberEntriesFor: number
  readonly ec2Endpoint?: string
  readonly allowedAccounts?: readonly string[]
  readonly scrubbedAccounts?: readonly string[]
  readonly rememberFor?: number
  readonly report: (attempt: Attempt) => void
  readonly warn: (message: string) => void
}

export type Backend =
  | {
      readonly kind: 'MountedFile'
      readonly mappings: Mappings
      readonly reservedPrefixes: readonly string[]
    }
  | { readonly kind: 'EKSConfigMap'; readonly reservedPrefixes: readonly string[] }
  | { readonly kind: 'AccessEntries' }

/** What an API server is told of the authenticator, and what must outlive a restart. */
export interface AuthenticatorFiles {
  readonly stateDirectory: string
  /** By which the API server calls it. */
  readonly hostname: string
  readonly names: ServerNames
  /** Written where it is named. */
  readonly kubeconfig?: string
}

export interface AuthenticatorServer {
  readonly port: number
  readonly healthPort: number
  /** PEM. */
  readonly ca: string
  close(): Promise<void>
}

/** Milliseconds for logins that are under way when it stops. */
const grace = 10_000

export async function openAuthenticator(config: AuthenticatorConfig): Promise<AuthenticatorServer> {
  const ending = new AbortController()
  const opened: (() => Promise<void> | void)[] = [() => ending.abort()]
  const close = async (): Promise<void> => {
    for (const each of opened.splice(0).toReversed()) await each()
  }
  try {
    return await open(config, ending.signal, (each) => void opened.push(each), close)
  } catch (error) {
    await close()
    throw error
  }
}

async function open(
  config: AuthenticatorConfig,
  signal: AbortSignal,
  onClose: (close: () => Promise<void> | void) => void,
  close: () => Promise<void>,
): Promise<AuthenticatorServer> {
  const { warn, files } = config
  const agents = openAwsAgents(config.ca)
  onClose(() => agents.close())
  const client = config.api && createClient({ ...config.api, userAgent: 'podpass-authenticator' })
  onClose(() => client?.close())
  const known = await openBackends(config, client, signal)
  onClose(() => known.eks?.close())
  const metrics = await createLoginMetrics(() => known.awsAuth?.failures() ?? 0)
  const login = createLogin({
    ...config,
    clock: Date.now,
    askSts: createAskSts(agents.agentFor),
    sources: known.sources,
    countSts: metrics.countSts,
    findPrivateDnsName: await openEc2(config, agents, metrics.countEc2Call),
  })
  const { observe, page } = metrics
  const handler = answerReviews({ login, observe, page, elapsed: () => performance.now() })
  const onFault = (fault: unknown): void => warn(fault instanceof Error ? fault.message : String(fault))
  const ca = await openLocalCa({ directory: files.stateDirectory, clock: Date.now })
  const listener = await openHttps({
    handler,
    ca,
    clock: Date.now,
    address: config.address,
    own: files.names,
    onFault,
  })
  onClose(() => listener.close(grace))
  const health = await openHttp({
    handler: answerProbes({ page }),
    address: config.healthAddress,
    onFault,
  })
  onClose(() => health.close(grace))
  writeWebhookKubeconfig(files, ca, listener.port)
  return { port: listener.port, healthPort: health.port, ca: ca.certificate, close }
}

interface Known {
  readonly sources: readonly Source[]
  readonly awsAuth?: AwsAuth
  readonly eks?: EksAsker
}

async function openBackends(
  {
    backends,
    clusterId,
    region,
    eksEndpoint,
    rememberEntriesFor: rememberFor,
    ca,
    warn,
  }: AuthenticatorConfig,
  client: KubernetesClient | undefined,
  signal: AbortSignal,
): Promise<Known> {
  const has = (kind: Backend['kind']): boolean => backends.some((each) => each.kind === kind)
  const eks = has('AccessEntries')
    ? await openEksAsker({
        clusterName: clusterId,
        region,
        endpoint: eksEndpoint,
        ca,
        now: Date.now,
        rememberFor,
      })
    : undefined
  const awsAuth =
    has('EKSConfigMap') && client !== undefined ? followAwsAuth({ client, signal, tell: warn }) : undefined
  const bindings = client && keepBindings({ client, signal, now: Date.now, tell: warn })
  const sources = backends.flatMap((backend): readonly Source[] => {
    const { kind: name } = backend
    if (backend.kind === 'AccessEntries') return [accessEntrySource(eks!.ask, bindings?.ensure)]
    const { reservedPrefixes } = backend
    if (backend.kind === 'MountedFile')
      return [mappingSource({ name, reservedPrefixes }, () => backend.mappings)]
    const counts = (): boolean => eks?.mode() !== 'API'
    return awsAuth === undefined ? [] : [mappingSource({ name, reservedPrefixes, counts }, awsAuth.mappings)]
  })
  return { sources, awsAuth, eks }
}

async function openEc2(config: AuthenticatorConfig, agents: AwsAgents, onCall: () => void) {
  const { region, ec2Endpoint } = config
  if (region === undefined) return undefined
  const credentials = await openAwsCredentials()
  return createEc2Asker({ region, endpoint: ec2Endpoint, credentials, now: Date.now, agents, onCall })
}

/** Makes the CA and the kubeconfig before the authenticator first runs, for API servers that are started before it. */
export async function prepareAuthenticator(files: AuthenticatorFiles, port: number): Promise<void> {
  const ca = await openLocalCa({ directory: files.stateDirectory, clock: Date.now })
  await ca.issueServerCertificate(files.names)
  writeWebhookKubeconfig(files, ca, port)
}

function writeWebhookKubeconfig(
  { kubeconfig, hostname }: AuthenticatorFiles,
  { certificate }: LocalCa,
  port: number,
): void {
  if (kubeconfig === undefined) return
  const host = hostname.includes(':') ? `[${hostname}]` : hostname
  const text = webhookKubeconfig({ url: `https://${host}:${port}/authenticate`, ca: certificate })
  // It holds no secret, and the API server may run as somebody else.
  writeAtomically(kubeconfig, text, 0o644)
}
