/** The machines of node groups, as EKS asks for them. */
import type { ClusterName } from '../../needs.ts'

export interface NodeOrder {
  /** As `ip-10-0-3-7.eu-west-1.compute.internal`. */
  readonly name: string
  readonly roleArn: string
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly NodeTaint[]
}

export interface NodeTaint {
  readonly key: string
  readonly value?: string
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

export type NodeState =
  | { readonly kind: 'starting' | 'ready' }
  | { readonly kind: 'failed'; readonly problem: string }

export interface NodeMachines {
  /** How many there may be in all clusters together. */
  readonly limit: number
  /** How many there are. */
  count(): number
  /** Begins to start one; how that goes is told by `stateOf`. One that is there already is left as it is. */
  start(cluster: ClusterName, order: NodeOrder): void
  stateOf(cluster: ClusterName, name: string): NodeState
  /** Resolves when it and its pods have ended. */
  stop(cluster: ClusterName, name: string): Promise<void>
}
