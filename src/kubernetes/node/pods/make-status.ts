/** The status of a pod as the kubelet would write it. */
import { objectOf, type JsonObject } from '../../api/index.ts'
import { fullNameOf } from '../images/images.ts'
import { conditionsOf } from './conditions.ts'
import { phaseOf, type Phase } from './phase.ts'
import type { Pod } from './read-pod.ts'
import type { ContainerRecord, Ended } from './records.ts'

export interface PodFacts {
  readonly pod: Pod
  readonly records: readonly ContainerRecord[]
  readonly now: number
  readonly startedAt: number
  readonly hostIp: string
  readonly podIp?: string
  readonly hasSandbox: boolean
  /** Nothing of it runs any more, nor will. */
  readonly isFinished: boolean
  /** An end that no container's state tells, such as a deadline that has passed. */
  readonly failure?: { readonly reason: string; readonly message: string }
}

export function makeStatus(facts: PodFacts): JsonObject & { readonly phase: Phase } {
  const { pod, records, failure, podIp } = facts
  const known = objectOf(pod.object['status'])
  const phase = failure === undefined ? phaseOf(pod, records, facts.isFinished) : 'Failed'
  const now = timeOf(facts.now)
  const ofRole = (isInit: boolean): readonly JsonObject[] =>
    records.filter(({ container }) => (container.role !== 'main') === isInit).map(statusOf)
  const generation = objectOf(pod.object['metadata'])['generation']
  return {
    ...(typeof generation === 'number' && { observedGeneration: generation }),
    phase,
    conditions: conditionsOf(pod, records, { phase, hasSandbox: facts.hasSandbox, now }),
    hostIP: facts.hostIp,
    hostIPs: [{ ip: facts.hostIp }],
    ...(podIp !== undefined && { podIP: podIp, podIPs: [{ ip: podIp }] }),
    startTime: known['startTime'] ?? timeOf(facts.startedAt),
    ...(records.some(({ container }) => container.role !== 'main') && {
      initContainerStatuses: ofRole(true),
    }),
    containerStatuses: ofRole(false),
    reason: failure?.reason ?? null,
    message: failure?.message ?? null,
  }
}

function statusOf(record: ContainerRecord): JsonObject {
  const { container, state, last } = record
  return {
    name: container.name,
    image: record.containerId === '' ? container.image : fullNameOf(container.image),
    imageID: record.imageId,
    restartCount: record.restartCount,
    ready: record.ready,
    started: container.role === 'init' ? state.kind === 'running' : record.started,
    ...(record.containerId !== '' && { containerID: record.containerId }),
    state: stateOf(record),
    lastState: last === undefined ? {} : { terminated: endedOf(last) },
  }
}

function stateOf({ state }: ContainerRecord): JsonObject {
  if (state.kind === 'running') return { running: { startedAt: timeOf(state.startedAt) } }
  if (state.kind === 'terminated') return { terminated: endedOf(state.ended) }
  const { reason, message } = state
  return { waiting: { reason, ...(message !== undefined && { message }) } }
}

const endedOf = ({ exitCode, reason, message, startedAt, finishedAt, containerId }: Ended): JsonObject => ({
  exitCode,
  reason,
  ...(message !== undefined && { message }),
  startedAt: startedAt === undefined ? null : timeOf(startedAt),
  finishedAt: finishedAt === undefined ? null : timeOf(finishedAt),
  ...(containerId && { containerID: containerId }),
})

export const timeOf = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
