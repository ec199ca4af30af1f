/** What a node asks of the program that it runs in. */
import type { Socket } from 'node:net'
import type { Clock } from '../../kit/index.ts'
import type { KubernetesClient } from '../api/index.ts'
import type { BackOffTimes } from './containers/back-off.ts'
import type { ImageTable } from './images/images.ts'
import type { Mount } from './launch/plan-mounts.ts'
import type { ContainerRuntime } from './runtime/runtime.ts'
import type { Place } from './sandbox/inside.ts'

export interface NodeNeeds {
  readonly client: KubernetesClient
  readonly name: string
  readonly now: Clock
  readonly random: (size: number) => Uint8Array
  /** Of ours alone: volumes and logs of pods lie below it. */
  readonly directory: string
  /** What every container gets beside its own variables, which go before these. */
  readonly env: Readonly<Record<string, string>>
  /** Files that every container finds. */
  readonly mounts: readonly Mount[]
  /** Directories that no container is to see into; the node's own is always one. */
  readonly hidden: readonly string[]
  readonly images: ImageTable
  /** What runs images; without it each stands for a program of this machine. */
  readonly runtime?: ContainerRuntime
  /** Lines for the person who watches. */
  readonly say: (line: string) => void
  readonly network: PodNetworkWish
  readonly backOff?: BackOffTimes
  /** Calls back after so many milliseconds; returns what cancels that. */
  readonly after: (milliseconds: number, act: () => void) => () => void
  /** The port of the kubelet's API. */
  readonly kubeletPort: number
  readonly labels?: Readonly<Record<string, string>>
  /** Of a Node that is not there yet. */
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[]
  /** What the cloud calls this machine, as `aws:///eu-west-1a/i-0123456789abcdef0`. */
  readonly providerId?: string
}

export interface PodNetworkWish {
  /** `isolated` where namespaces are to be had; `host` shares the machine's network with every pod. */
  readonly kind: 'isolated' | 'host'
  /** What pods reach from a network of their own. */
  readonly doors: readonly PodDoor[]
  /** Addresses that are kept from pods with a network of their own. */
  readonly blocked?: readonly string[]
  /** Variables that lead there where a pod shares the machine's network. */
  readonly hostEnv: Readonly<Record<string, string>>
  readonly hostIp: string
}

/** An address in the pod's network, and what takes the connections that a pod makes to it. */
export interface PodDoor extends Place {
  /** What the pod knows the address by, beside itself. */
  readonly names?: readonly string[]
  readonly onConnection: (socket: Socket) => void
}
