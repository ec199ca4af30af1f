/** What EKS asks of others; the wiring hands it over. */
import type { Clock, Random } from '../../kit/index.ts'
import type { CompiledPolicy } from '../../policy/index.ts'
import type { Store } from '../../store/index.ts'
import type { NodeMachines } from './nodegroups/nodes/needs.ts'
import type { ClusterObjects } from './addons/objects/kube-object.ts'

export interface EksNeeds {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  /** The oldest Kubernetes version that clusters may have though EKS has retired it; none when left out. */
  readonly retiredVersionsFrom?: string
  /** Makes a cluster run, with an issuer of its own. */
  readonly startCluster: (cluster: ClusterName) => Promise<RunningCluster>
  /** Ends a cluster and its issuer; nothing happens when it does not run. */
  readonly stopCluster: (cluster: ClusterName) => Promise<void>
  /** What runs of a cluster now: an endpoint may be another after a restart. */
  readonly findCluster: (cluster: ClusterName) => RunningCluster | undefined
  /** The API of a cluster that runs, with EKS's own rights. */
  readonly clusterObjects: ClusterObjects
  /** Makes the place that a cluster's control plane logs to; it stays when the cluster goes. */
  readonly prepareLogs: (cluster: ClusterName) => Promise<void>
  /** The machines of node groups; absent where none are started. */
  readonly machines?: NodeMachines
  /** The unique id of a role or user, by which an access entry knows it again; `foreign` when its account is not ours. */
  readonly principalId: (arn: string) => { readonly id: string } | 'missing' | 'foreign'
  /** A role's trust policy, which Pod Identity looks at before it takes the role. */
  readonly findRole: (arn: string) => { readonly trustPolicy: CompiledPolicy } | undefined
}

export interface ClusterName {
  readonly name: string
  readonly account: string
  readonly region: string
}

export interface RunningCluster {
  /** The issuer's URL. */
  readonly issuer: string
  readonly endpoint: string
  /** PEM, in base64. */
  readonly certificateAuthorityData: string
  /** Somebody else runs it: nothing is brought to it. */
  readonly isAdopted?: true
}
