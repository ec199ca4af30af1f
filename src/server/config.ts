/** What an operator may set of a podpass. */
import type { Address } from './listen/open-port.ts'

export interface ServerConfig {
  readonly dataDirectory: string
  readonly listen: Address
  /** The region of a first start; later ones keep theirs. */
  readonly region: string
  /** Below which URL clusters get their issuers, instead of the shape of EKS. */
  readonly issuerBase?: string
  /** The oldest Kubernetes version that clusters may have though EKS has retired it. */
  readonly retiredVersionsFrom?: string
  /** Seconds from a change of IAM to when it is seen; at once when absent. */
  readonly iamDelay?: number
  /** Milliseconds between deliveries of trails to their buckets; five minutes when absent. */
  readonly trailInterval?: number
  /** Lets documents of foreign issuers be fetched from private and loopback addresses. */
  readonly allowPrivateIssuers: boolean
  /** By the name of an EKS cluster of the installation's own account and region: the kubeconfig of a cluster that is taken for it, instead of an embedded one. */
  readonly adoptedClusters?: Readonly<Record<string, string>>
  /** The words that start podpass itself, by which nodes of embedded clusters are started; without them none are. */
  readonly nodeProgram?: readonly string[]
  /** 32 bytes in base64, in place of the key file in the data directory. */
  readonly wrapKey?: string
}

/** The version of this program, as `podpass --version` says it. */
export const version = '0.1.0'
