/** Objects of Kubernetes as add-ons make them, and the names by which a cluster knows them. */
import type { ClusterName } from '../../needs.ts'

export type Json = Readonly<Record<string, unknown>>

export interface KubeObject extends Json {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly resourceVersion?: string
    readonly [member: string]: unknown
  }
}

export interface ObjectName {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

/** A cluster's API as far as EKS itself uses it; each rejects when the cluster does not answer. */
export interface ClusterObjects {
  readonly read: (cluster: ClusterName, name: ObjectName) => Promise<KubeObject | undefined>
  /** Creates what has no resourceVersion, replaces what has one; `changed` when somebody else was faster. */
  readonly write: (cluster: ClusterName, object: KubeObject) => Promise<Written>
  /** Nothing happens when it is not there. */
  readonly remove: (cluster: ClusterName, name: ObjectName) => Promise<void>
}

export type Written = 'written' | 'changed' | { readonly refused: string }

export const nameOf = ({ apiVersion, kind, metadata }: KubeObject): ObjectName => ({
  apiVersion,
  kind,
  name: metadata.name,
  ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
})

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const jsonAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, step) => (isJson(at) ? at[step] : undefined), value)
