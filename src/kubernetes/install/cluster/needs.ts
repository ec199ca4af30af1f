/** What an installation asks of others. */
import type { KubernetesClient } from '../../api/index.ts'

export interface ClusterNeeds {
  readonly client: KubernetesClient
  /** Told of each step as it is done. */
  readonly say: (line: string) => void
  readonly wait: (milliseconds: number) => Promise<void>
  /** Milliseconds. */
  readonly now: () => number
  /** A part of a name in Kubernetes that nobody else has. */
  readonly newId: () => string
}

export type Done = { readonly ok: true } | Failed

/** What went wrong, in words for people; each its own line. */
export interface Failed {
  readonly ok: false
  readonly problems: readonly string[]
}

export const failed = (...problems: readonly string[]): Failed => ({ ok: false, problems })
