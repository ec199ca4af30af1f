/** What the webhook asks of others. */
import type { Annotations } from './identity.ts'
import type { WebhookOptions } from './options.ts'

export interface WebhookNeeds {
  /**
   * The annotations of a ServiceAccount, undefined when the cluster has no such one.
   * Rejects when that cannot be told: the API server then does as the operator's failurePolicy says.
   */
  readonly findServiceAccount: (namespace: string, name: string) => Promise<Annotations | undefined>
  readonly options: WebhookOptions
  /** Whether findServiceAccount can be relied on yet; always, when it is left out. */
  readonly isReady?: () => boolean
  /** Whether EKS Pod Identity has an association for the ServiceAccount. */
  readonly hasPodIdentity?: (namespace: string, name: string) => boolean
  /** A number from 0 up to 1. */
  readonly chance?: () => number
  /** Told once for each review what was decided and why. */
  readonly report?: (decision: Decision) => void
}

export interface Decision {
  readonly namespace: string
  readonly serviceAccount: string
  /** The pod's name, or its generateName. */
  readonly pod: string
  readonly outcome: 'changed' | 'left' | 'refused'
  readonly reason: string
  readonly warnings: readonly string[]
}
