/** A pod's conditions in the kubelet's words; those of others are kept as they are. */
import { isObject, listOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import type { Phase } from './phase.ts'
import type { Pod } from './read-pod.ts'
import type { ContainerRecord } from './records.ts'

interface Verdict {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason?: string
  readonly message?: string
}

const own = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady']

export function conditionsOf(
  pod: Pod,
  records: readonly ContainerRecord[],
  facts: { readonly phase: Phase; readonly hasSandbox: boolean; readonly now: string },
): readonly JsonObject[] {
  const before = listOf(valueAt(pod.object, 'status', 'conditions')).filter(isObject)
  const foreign = before.filter((condition) => !own.includes(textOf(condition['type']) ?? ''))
  const containers = containersReady(records, facts.phase)
  const verdicts: readonly Verdict[] = [
    { type: 'PodReadyToStartContainers', status: facts.hasSandbox ? 'True' : 'False' },
    initialized(records, facts.phase),
    { ...(containers.status === 'True' ? gatesReady(pod, foreign) : containers), type: 'Ready' },
    { ...containers, type: 'ContainersReady' },
  ]
  const scheduled = foreign.some((condition) => condition['type'] === 'PodScheduled')
    ? []
    : [{ type: 'PodScheduled', status: 'True' } as const]
  const generation = valueAt(pod.object, 'metadata', 'generation')
  return [
    ...[...verdicts, ...scheduled].map((verdict) => {
      const known = before.find((condition) => condition['type'] === verdict.type)
      const lastTransitionTime =
        known?.['status'] === verdict.status ? (known['lastTransitionTime'] ?? facts.now) : facts.now
      const observed = typeof generation === 'number' ? { observedGeneration: generation } : {}
      return { ...observed, lastProbeTime: null, lastTransitionTime, ...verdict }
    }),
    ...foreign,
  ]
}

function initialized(records: readonly ContainerRecord[], phase: Phase): Verdict {
  const type = 'Initialized'
  if (phase === 'Succeeded') return { type, status: 'True', reason: 'PodCompleted' }
  const hasMainStarted = records.some(
    ({ container, state, last }) =>
      container.role === 'main' && (state.kind !== 'waiting' || last !== undefined),
  )
  if (hasMainStarted) return { type, status: 'True' }
  const incomplete = records.filter(
    ({ container, started, ready }) =>
      (container.role === 'sidecar' && !started) || (container.role === 'init' && !ready),
  )
  if (incomplete.length === 0) return { type, status: 'True' }
  return {
    type,
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${namesOf(incomplete)}]`,
  }
}

function containersReady(records: readonly ContainerRecord[], phase: Phase): Verdict {
  const type = 'ContainersReady'
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  const unready = records.filter(({ container, ready }) => container.role !== 'init' && !ready)
  if (unready.length === 0) return { type, status: 'True' }
  return {
    type,
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${namesOf(unready)}]`,
  }
}

function gatesReady(pod: Pod, conditions: readonly JsonObject[]): Verdict {
  const type = 'Ready'
  const messages = listOf(valueAt(pod.object, 'spec', 'readinessGates')).flatMap((gate) => {
    const wanted = textOf(valueAt(gate, 'conditionType')) ?? ''
    const found = conditions.find((condition) => condition['type'] === wanted)
    if (found === undefined)
      return [`corresponding condition of pod readiness gate "${wanted}" does not exist.`]
    if (found['status'] === 'True') return []
    return [
      `the status of pod readiness gate "${wanted}" is not "True", but ${textOf(found['status']) ?? ''}`,
    ]
  })
  if (messages.length === 0) return { type, status: 'True' }
  return { type, status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') }
}

const namesOf = (records: readonly ContainerRecord[]): string =>
  records.map(({ container }) => container.name).join(' ')
