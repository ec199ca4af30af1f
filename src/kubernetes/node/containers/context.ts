/** What the parts of a container's life share. */
import { fieldPathOf, type Container, type Pod } from '../pods/read-pod.ts'
import type { ContainerRecord } from '../pods/records.ts'
import type { EventRecorder } from '../events/record-events.ts'
import type { Launched } from '../launch/launched.ts'
import type { ContainerLog } from '../logs/container-log.ts'
import type { NodeNeeds } from '../needs.ts'
import type { Mount } from '../launch/plan-mounts.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { PodVolumes } from '../volumes/make-volumes.ts'
import type { PodPlace } from './read-field.ts'

export interface PodContext {
  readonly needs: NodeNeeds
  readonly events: EventRecorder
  /** As it was read last. */
  readonly pod: () => Pod
  readonly records: readonly ContainerRecord[]
  readonly volumes: PodVolumes
  /** Undefined where there are no namespaces. */
  readonly sandbox?: Sandbox
  /** The machine's number of one of the pod's users, where they are not ours. */
  readonly outside?: (inside: number) => number
  readonly place: PodPlace
  /** Where the pod's own files lie. */
  readonly directory: string
  readonly logDirectory: string
  /** Aborted when no container is to be started any more. */
  readonly ending: AbortSignal
  /** Something about a container has changed. */
  readonly changed: () => void
  /** The processes that run, by the container's name. */
  readonly running: Map<string, RunningContainer>
}

export interface RunningContainer {
  readonly container: Container
  readonly launched: Launched
  readonly env: Readonly<Record<string, string>>
  readonly privileges: readonly string[]
  readonly mounts: readonly Mount[]
  readonly log: ContainerLog
  readonly startedAt: number
  /** By which a container runtime knows it. */
  readonly id?: string
  readonly exited: Promise<number>
  /** Why it was told to end, where somebody did. */
  ending?: Promise<void>
}

export function tell(
  { events, pod }: Pick<PodContext, 'events' | 'pod'>,
  container: Container | undefined,
  event: { readonly type: 'Normal' | 'Warning'; readonly reason: string; readonly message: string },
): void {
  const { name, namespace, uid } = pod()
  const fieldPath = container && fieldPathOf(container)
  events.record({ target: { kind: 'Pod', name, namespace, uid, fieldPath }, ...event })
}
