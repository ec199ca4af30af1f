/** How far the rollout of a workload is, judged as `kubectl rollout status` judges it. */
import { isObject, listOf, textOf, valueAt, type JsonObject } from '../../../api/index.ts'

export type RolloutStatus =
  | { readonly state: 'done' }
  | { readonly state: 'waiting' | 'failed'; readonly because: string }

export function rolloutStatus(kind: string, workload: JsonObject): RolloutStatus {
  if (number(workload, 'metadata', 'generation') > number(workload, 'status', 'observedGeneration'))
    return waiting('its controller has not seen the change yet')
  switch (kind) {
    case 'Deployment':
      return ofDeployment(workload)
    case 'StatefulSet':
      return ofStatefulSet(workload)
    case 'DaemonSet':
      return ofDaemonSet(workload)
    default:
      return { state: 'failed', because: `a ${kind} has no rollouts` }
  }
}

function ofDeployment(workload: JsonObject): RolloutStatus {
  const progress = listOf(valueAt(workload, 'status', 'conditions'))
    .filter(isObject)
    .find(({ type }) => type === 'Progressing')
  if (progress?.['reason'] === 'ProgressDeadlineExceeded')
    return { state: 'failed', because: textOf(progress['message']) ?? 'it exceeded its progress deadline' }
  const wanted = replicasOf(workload)
  const [updated, all, available] = ['updatedReplicas', 'replicas', 'availableReplicas'].map((each) =>
    number(workload, 'status', each),
  ) as [number, number, number]
  if (updated < wanted) return waiting(`${updated} of ${wanted} new pods are there`)
  if (all > updated) return waiting(`${all - updated} old pods are still there`)
  if (available < updated) return waiting(`${available} of ${updated} new pods are available`)
  return { state: 'done' }
}

function ofStatefulSet(workload: JsonObject): RolloutStatus {
  const wanted = replicasOf(workload)
  const partition = number(workload, 'spec', 'updateStrategy', 'rollingUpdate', 'partition')
  const [updated, ready] = ['updatedReplicas', 'readyReplicas'].map((each) =>
    number(workload, 'status', each),
  ) as [number, number]
  if (ready < wanted) return waiting(`${ready} of ${wanted} pods are ready`)
  if (partition > 0)
    return updated < wanted - partition
      ? waiting(`${updated} of ${wanted - partition} new pods are there`)
      : { state: 'done' }
  return valueAt(workload, 'status', 'updateRevision') === valueAt(workload, 'status', 'currentRevision')
    ? { state: 'done' }
    : waiting(`${updated} of ${wanted} new pods are there`)
}

function ofDaemonSet(workload: JsonObject): RolloutStatus {
  const [wanted, updated, available] = [
    'desiredNumberScheduled',
    'updatedNumberScheduled',
    'numberAvailable',
  ].map((each) => number(workload, 'status', each)) as [number, number, number]
  if (updated < wanted) return waiting(`${updated} of ${wanted} new pods are there`)
  if (available < wanted) return waiting(`${available} of ${wanted} pods are available`)
  return { state: 'done' }
}

const waiting = (because: string): RolloutStatus => ({ state: 'waiting', because })

export const replicasOf = (workload: JsonObject): number => {
  const replicas = valueAt(workload, 'spec', 'replicas')
  return typeof replicas === 'number' ? replicas : 1
}

export const number = (value: unknown, ...names: readonly string[]): number => {
  const found = valueAt(value, ...names)
  return typeof found === 'number' ? found : 0
}
