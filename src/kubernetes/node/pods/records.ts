/** What a node knows of a container over its runs; the pod's status is made of these. */
import type { Container } from './read-pod.ts'

export interface Ended {
  readonly exitCode: number
  readonly reason: string
  readonly message?: string
  /** Milliseconds since the epoch. */
  readonly startedAt?: number
  readonly finishedAt?: number
  readonly containerId?: string
}

export type ContainerState =
  | { readonly kind: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly kind: 'running'; readonly startedAt: number }
  | { readonly kind: 'terminated'; readonly ended: Ended }

export interface ContainerRecord {
  readonly container: Container
  state: ContainerState
  last?: Ended
  restartCount: number
  containerId: string
  imageId: string
  /** Its startup probe has passed, or it has none. */
  started: boolean
  ready: boolean
}

export const newRecord = (container: Container): ContainerRecord => ({
  container,
  state: { kind: 'waiting', reason: 'PodInitializing' },
  restartCount: 0,
  containerId: '',
  imageId: '',
  started: false,
  ready: false,
})
