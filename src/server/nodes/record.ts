/** What is kept of a node that podpass runs for an embedded cluster: it comes back with the next start. */
import { collection } from '../../store/index.ts'

export interface NodeTaint {
  readonly key: string
  readonly value?: string
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

export interface NodeRecord {
  /** The id of its cluster. */
  readonly cluster: string
  readonly name: string
  /** Whose credentials its metadata service gives. */
  readonly roleArn?: string
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly NodeTaint[]
  /** As eksctl's `disablePodIMDS`: credentials of the role reach no pod with a network of its own. */
  readonly disablesPodImds?: boolean
}

export const nodeRecords = (cluster: string) => collection<NodeRecord>('node', cluster)
export const allNodeRecords = collection<NodeRecord>('node')
