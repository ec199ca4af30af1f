/** The Pod Identity agent of a node whose cluster has the add-on: it answers as long as the add-on's pod runs there, with what the node's role may. */
import type { Socket } from 'node:net'
import type { DeliveredCredentials } from '../../aws/imds/index.ts'
import type { LivePod, PodDoor } from '../../kubernetes/node/index.ts'
import { openAgent } from '../agent-server.ts'
import type { AwsCredentials } from '../login/aws-credentials.ts'
import { doorTo } from './doors.ts'

export interface OwnAgentWish {
  readonly clusterName: string
  readonly region: string
  /** Of EKS Auth. */
  readonly endpoint: URL
  /** Of the node's role. */
  readonly credentials: () => Promise<DeliveredCredentials>
}

export interface OwnAgent {
  readonly door: PodDoor
  close(): Promise<void>
}

const address = { host: '169.254.170.23', port: 80 }

/** As the agent's flags have them by themselves. */
const limits = { renewAfter: 10_800_000, size: 2000, renewalsPerSecond: 3 }

/** Milliseconds for which the role's credentials are good enough; they live for six hours. */
const rememberFor = 1_800_000

export async function openOwnAgent(
  { clusterName, region, endpoint, credentials }: OwnAgentWish,
  facts: { readonly pods: () => readonly LivePod[]; readonly say: (line: string) => void },
): Promise<OwnAgent> {
  const agent = await openAgent({
    clusterName,
    region,
    endpoint,
    addresses: [{ host: '127.0.0.1', port: 0 }],
    takesWhatThereIs: false,
    limits,
    rotatesCredentials: false,
    credentials: rememberRole(credentials),
    tell: () => undefined,
    warn: (message) => facts.say(`the Pod Identity agent: ${message}`),
  })
  const { onConnection } = await doorTo(agent.addresses[0]!)
  return {
    door: {
      ...address,
      onConnection: (socket: Socket) => {
        if (facts.pods().some(isAgent)) onConnection(socket)
        else socket.destroy()
      },
    },
    close: () => agent.close(),
  }
}

function rememberRole(ask: OwnAgentWish['credentials']): AwsCredentials {
  let kept: { readonly at: number; readonly identity: RoleCredentials } | undefined
  return async () => {
    if (kept !== undefined && Date.now() - kept.at < rememberFor) return kept.identity
    const delivered = await ask()
    if (!delivered.ok) throw new Error(delivered.message)
    kept = { at: Date.now(), identity: delivered.credentials }
    return kept.identity
  }
}

type RoleCredentials = Extract<DeliveredCredentials, { readonly ok: true }>['credentials']

/** By what the add-on's DaemonSet runs. */
const isAgent = ({ records }: LivePod): boolean =>
  records.some(
    ({ state, container }) =>
      state.kind === 'running' && /\/eks-pod-identity-agent[:@]/.test(container.image),
  )
