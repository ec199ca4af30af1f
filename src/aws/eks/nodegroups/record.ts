/** A node group as the store keeps it. */
import type { Kept } from '../store.ts'

export interface NodegroupRecord extends Kept {
  readonly clusterName: string
  readonly nodegroupName: string
  readonly version: string
  readonly releaseVersion: string
  readonly modifiedAt: number
  readonly capacityType: string
  readonly scalingConfig: ScalingConfig
  readonly subnets: readonly string[]
  readonly nodeRole: string
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
  readonly updateConfig: Readonly<Record<string, unknown>>
  readonly clientRequestToken?: string
  readonly instanceTypes?: readonly string[]
  readonly amiType?: string
  readonly diskSize?: number
  /** Their names, the oldest first; none where nodes are not started here. */
  readonly nodes?: readonly string[]
  /** Settings that are given back as they came and change nothing here. */
  readonly asGiven: Readonly<Record<string, unknown>>
}

export interface ScalingConfig {
  readonly minSize: number
  readonly maxSize: number
  readonly desiredSize: number
}

export interface Taint {
  readonly key?: string
  readonly value?: string
  readonly effect?: string
}
