/** Opens a node: its pods, the kubelet's API and the instance metadata service, and the ways by which pods reach them. */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createClient, type ClientFacts } from '../../kubernetes/api/index.ts'
import {
  apiServerEnv,
  startNode,
  type ImageTable,
  type LivePod,
  type NodeNeeds,
  type PodDoor,
  type RunningNode,
} from '../../kubernetes/node/index.ts'
import type { Address } from '../listen/open-port.ts'
import { doorTo, type Target } from './doors.ts'
import { keepInstance, type Instance } from './instance.ts'
import { openKubelet } from './open-kubelet.ts'
import { openMetadata, type MetadataWish, type OpenMetadata } from './metadata.ts'
import { openOwnAgent, type OwnAgent, type OwnAgentWish } from './own-agent.ts'

export interface NodeServerConfig {
  readonly api: ClientFacts
  readonly name: string
  /** Of the node's own: logs and volumes of pods, and what its instance is called. */
  readonly directory: string
  readonly images: ImageTable
  readonly runtime?: NodeNeeds['runtime']
  /** Where the kubelet's API listens. */
  readonly kubelet: Address
  /** PEM of those whose client certificates it takes; the cluster's own when left out. */
  readonly clientCa?: string
  readonly podNetwork: 'isolated' | 'host'
  /** What pods reach from a network of their own, beside the API server. */
  readonly reach: readonly Target[]
  readonly env: Readonly<Record<string, string>>
  readonly mounts: NodeNeeds['mounts']
  readonly hidden: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly taints: NodeNeeds['taints']
  readonly metadata?: MetadataWish
  /** Pods with a network of their own do not reach the metadata service. */
  readonly blocksPodMetadata?: boolean
  /** Where 169.254.170.23 leads to. */
  readonly podIdentityAgent?: Target
  /** An agent of the node's own, where no other is named: it serves while the add-on's pod runs here. */
  readonly ownAgent?: Omit<OwnAgentWish, 'credentials'>
  readonly say: (line: string) => void
}

export interface NodeServer {
  readonly name: string
  readonly kubeletPort: number
  stop(grace: number): Promise<void>
}

const metadataAddress = { host: '169.254.169.254', port: 80 }
const agentAddress = { host: '169.254.170.23', port: 80 }

export async function openNodeServer(config: NodeServerConfig): Promise<NodeServer> {
  const { api, name, directory, say } = config
  const client = createClient({ ...api, userAgent: `podpass-node/${name}` })
  const closers: (() => unknown)[] = [() => client.close()]
  const closeAll = async (): Promise<void> => {
    for (const close of closers.toReversed()) await close()
  }
  try {
    const instance = keepInstance(join(directory, 'instance.json'), Date.now)
    const metadata = config.metadata && (await openMetadata(config.metadata, instance, config.kubelet.host))
    if (metadata !== undefined) closers.push(() => metadata.close())
    const opened: { node?: RunningNode } = {}
    const kubelet = await openKubelet({
      name,
      address: config.kubelet,
      clientCa: config.clientCa,
      client,
      node: () => opened.node,
      onFault: (fault) => say(`the kubelet's API: ${fault instanceof Error ? fault.message : String(fault)}`),
    })
    closers.push(() => kubelet.close(1000))
    const agent = await openAgentDoor(config, instance, () => opened.node?.pods() ?? [])
    closers.push(() => agent?.close())
    const doors = [...(await openDoors(config, metadata)), ...(agent === undefined ? [] : [agent.door])]
    const running = await startNode({
      client,
      name,
      now: Date.now,
      random: randomBytes,
      directory,
      env: { ...config.env, ...apiServerEnv(api.server) },
      mounts: config.mounts,
      hidden: config.hidden,
      images: config.images,
      ...(config.runtime !== undefined && { runtime: config.runtime }),
      say,
      network: {
        kind: config.podNetwork,
        doors,
        hostEnv: hostEnv(metadata),
        ...(config.blocksPodMetadata && { blocked: [metadataAddress.host] }),
        hostIp: config.kubelet.host,
      },
      after: setTimer,
      kubeletPort: kubelet.port,
      labels: config.labels,
      taints: config.taints,
      ...(config.metadata !== undefined && {
        providerId: `aws:///${config.metadata.region}a/${instance.instanceId}`,
      }),
    })
    opened.node = running
    return {
      name,
      kubeletPort: kubelet.port,
      stop: async (grace) => {
        await running.stop(grace)
        await closeAll()
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** Without an own network the metadata service is where a variable says, or nowhere: never that of the real machine. */
const hostEnv = (metadata: OpenMetadata | undefined): Record<string, string> =>
  metadata === undefined
    ? { AWS_EC2_METADATA_DISABLED: 'true' }
    : { AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://${metadata.address.host}:${metadata.address.port}` }

/** A node without a role has nothing to ask EKS Auth with. */
async function openAgentDoor(
  { metadata, ownAgent, podIdentityAgent, say }: NodeServerConfig,
  { instanceId }: Instance,
  pods: () => readonly LivePod[],
): Promise<OwnAgent | undefined> {
  if (metadata?.roleArn === undefined || ownAgent === undefined || podIdentityAgent !== undefined)
    return undefined
  const credentials = () => metadata.credentials(instanceId, '2.0')
  return openOwnAgent({ ...ownAgent, credentials }, { pods, say })
}

async function openDoors(
  config: NodeServerConfig,
  metadata: OpenMetadata | undefined,
): Promise<readonly PodDoor[]> {
  const { hostname, port } = new URL(config.api.server)
  const apiServer = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443) }
  const reached = await Promise.all([apiServer, ...config.reach].map((target) => doorTo(target)))
  const distinct = new Map(reached.map((door) => [`${door.host} ${door.port}`, door]))
  return [
    ...distinct.values(),
    ...(metadata === undefined || config.blocksPodMetadata
      ? []
      : [{ ...metadataAddress, onConnection: (socket: Socket) => metadata.take(socket) }]),
    ...(config.podIdentityAgent === undefined
      ? []
      : [{ ...(await doorTo(config.podIdentityAgent)), ...agentAddress, names: [] }]),
  ]
}

function setTimer(milliseconds: number, act: () => void): () => void {
  // Longer than a timer can be is as good as never to a process.
  const timer = setTimeout(act, Math.min(milliseconds, 2 ** 31 - 1))
  return () => clearTimeout(timer)
}
