/** An access entry as the store keeps it, with the access policies that are associated with it. */
import type { Kept } from '../store.ts'

export const entryTypes = [
  'STANDARD',
  'EC2',
  'EC2_LINUX',
  'EC2_WINDOWS',
  'FARGATE_LINUX',
  'HYBRID_LINUX',
  'HYPERPOD_LINUX',
] as const

export type EntryType = (typeof entryTypes)[number]

export interface AccessEntryRecord extends Kept {
  readonly clusterName: string
  readonly principalArn: string
  /** AROA..., AIDA..., or the account for root; absent for a principal of another account, who cannot be looked up. */
  readonly principalId?: string
  readonly type: EntryType
  /** May hold `{{SessionName}}`, `{{SessionNameRaw}}` and `{{EC2PrivateDNSName}}`. */
  readonly username: string
  readonly kubernetesGroups: readonly string[]
  readonly modifiedAt: number
  readonly policies: readonly AssociatedPolicy[]
  readonly clientRequestToken?: string
  /** EKS made it for the role of a node group and takes it away with the last one. */
  readonly ofNodes?: true
}

export interface AssociatedPolicy {
  readonly policyArn: string
  readonly accessScope: AccessScope
  readonly associatedAt: number
  readonly modifiedAt: number
}

export interface AccessScope {
  readonly type: 'cluster' | 'namespace'
  /** May end in a star. */
  readonly namespaces: readonly string[]
}
