/** What every way of making pods anew needs, and how it may end. */
import type { JsonObject, KubernetesClient } from '../../../api/index.ts'
import type { Owner } from '../find-owner.ts'
import type { Verdict } from '../judge-pod.ts'

export interface RenewalNeeds {
  readonly client: KubernetesClient
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly now: () => number
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Milliseconds that one owner may take until all of its pods are there again. */
  readonly timeout: number
  /** Asks the API server to try everything and to change nothing. */
  readonly dryRun: boolean
  /** What is wrong with a pod that was made now. */
  readonly judge: (pod: JsonObject, owner: Owner) => Promise<Verdict | undefined>
  readonly say: (line: string) => void
}

export type Renewal =
  | { readonly outcome: 'done' }
  /** Nothing was changed. */
  | { readonly outcome: 'left'; readonly because: string }
  /** Something was changed and did not become what it should. */
  | { readonly outcome: 'failed'; readonly because: string }

export const left = (because: string): Renewal => ({ outcome: 'left', because })
export const failed = (because: string): Renewal => ({ outcome: 'failed', because })
export const done: Renewal = { outcome: 'done' }

/** Between two looks at a rollout. */
export const lookEvery = 1000
