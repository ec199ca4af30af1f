/** The Pod Identity agent of a node: where it listens, what it asks, and how it begins and ends. */
import { callOnce, type Handler } from '../kit/index.ts'
import {
  createAgentMetrics,
  createExchange,
  createPodDoor,
  createProbes,
  eksAuthEndpoint,
  keepCredentials,
  type AgentEvent,
  type CacheLimits,
} from '../kubernetes/agent/index.ts'
import { openHttp } from './listen/open-http.ts'
import { PortUnavailable, type Address, type OpenPort } from './listen/open-port.ts'
import { openAwsCredentials, type AwsCredentials } from './login/aws-credentials.ts'
import { openAwsAgents } from './login/http-agent.ts'

export interface AgentConfig {
  readonly clusterName: string
  readonly region: string
  /** Of EKS Auth; that of the region when left out. */
  readonly endpoint?: URL
  /** PEM that is trusted beside the system's own certificates. */
  readonly ca?: string
  readonly addresses: readonly Address[]
  /** Whose right it is to ask EKS Auth; what the AWS SDK finds when left out. */
  readonly credentials?: AwsCredentials
  /** Goes on without those of the addresses that the machine does not have, as long as it has one. */
  readonly takesWhatThereIs: boolean
  readonly probeAddress?: Address
  readonly metricsAddress?: Address
  readonly limits: CacheLimits
  /** Reads the shared credentials file anew each minute. */
  readonly rotatesCredentials: boolean
  readonly tell: (event: AgentEvent) => void
  readonly warn: (message: string) => void
}

export interface AgentServer {
  readonly addresses: readonly Address[]
  readonly probePort?: number
  readonly metricsPort?: number
  close(): Promise<void>
}

/** Milliseconds between two looks at what is due, for one question of a probe, and for requests in flight at the end. */
const [sweep, probeTimeout, grace] = [60_000, 10_000, 35_000]

export async function openAgent(config: AgentConfig): Promise<AgentServer> {
  const opened: (() => Promise<void> | void)[] = []
  const close = async (): Promise<void> => {
    for (const each of opened.splice(0).toReversed()) await each()
  }
  try {
    return await open(config, (each) => void opened.push(each), close)
  } catch (error) {
    await close()
    throw error
  }
}

async function open(
  config: AgentConfig,
  onClose: (close: () => Promise<void> | void) => void,
  close: () => Promise<void>,
): Promise<AgentServer> {
  const agents = openAwsAgents(config.ca)
  onClose(() => agents.close())
  const endpoint = config.endpoint ?? eksAuthEndpoint(config.region)
  const metrics = await createAgentMetrics(() => credentials.size())
  const tell = (event: AgentEvent): void => {
    metrics.count(event)
    config.tell(event)
  }
  const common = { clock: Date.now, chance: Math.random }
  const credentials = keepCredentials({
    ...common,
    limits: config.limits,
    wait: pause,
    tell,
    exchange: createExchange({
      ...common,
      endpoint,
      region: config.region,
      clusterName: config.clusterName,
      credentials: config.credentials ?? (await openAwsCredentials(config.rotatesCredentials)),
      agent: agents.agentFor(endpoint),
    }),
  })
  const onFault = (fault: unknown): void =>
    config.warn(fault instanceof Error ? fault.message : String(fault))
  const door = createPodDoor({
    clock: Date.now,
    tell,
    credentials,
    hosts: hostsOf(config.addresses),
  })
  const listen = async (handler: Handler, address: Address): Promise<OpenPort> => {
    const port = await openHttp({ handler, address, onFault })
    onClose(() => port.close(grace))
    return port
  }
  const doors = await listenWhere(config, (address) => listen(door, address))
  const probe = (): Promise<readonly number[]> => Promise.all(doors.map(probeDoor))
  const { probeAddress, metricsAddress } = config
  const probes = probeAddress && (await listen(createProbes({ probe }), probeAddress))
  const scraped =
    metricsAddress && (await listen(createProbes({ probe, page: metrics.page }), metricsAddress))
  let sweeping = Promise.resolve()
  const timer = setInterval(() => void (sweeping = sweeping.then(credentials.renewDue)), sweep).unref()
  onClose(() => clearInterval(timer))
  return { addresses: doors, probePort: probes?.port, metricsPort: scraped?.port, close }
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })

/** Pods call by an address; what listens on loopback is called localhost, and by the address at which a node lets its pods come to it. */
function hostsOf(addresses: readonly Address[]): readonly string[] {
  const hosts = addresses.map(({ host }) => host)
  return [...new Set([...hosts, ...(hosts.some(isLoopback) ? ['localhost', '169.254.170.23'] : [])])]
}

const isLoopback = (host: string): boolean => host.startsWith('127.') || host === '::1'

async function listenWhere(
  { addresses, takesWhatThereIs, warn }: AgentConfig,
  listen: (address: Address) => Promise<OpenPort>,
): Promise<readonly OpenPort[]> {
  const doors: OpenPort[] = []
  const missing: PortUnavailable[] = []
  for (const address of addresses)
    try {
      doors.push(await listen(address))
    } catch (error) {
      if (!takesWhatThereIs || !isMissing(error)) throw error
      missing.push(error)
    }
  if (doors.length === 0) throw missing[0] ?? new PortUnavailable('there is no address to listen on')
  for (const { message } of missing) warn(`${message}: pods cannot call it there`)
  return doors
}

const isMissing = (error: unknown): error is PortUnavailable =>
  error instanceof PortUnavailable &&
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error.cause as NodeJS.ErrnoException).code ?? '')

async function probeDoor({ host, port }: Address): Promise<number> {
  const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}/`)
  const { status } = await callOnce({ method: 'GET', url, headers: {}, timeout: probeTimeout, limit: 1024 })
  return status
}
