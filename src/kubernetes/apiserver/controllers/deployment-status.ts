/** What a Deployment's status says: how many pods there are of which state, and whether that is enough. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { boundsOf } from './plan-rollout.ts'
import type { World } from './world.ts'
import { numberAt } from './world.ts'

export function deploymentStatus(
  world: World,
  deployment: KubernetesObject,
  latest: KubernetesObject | undefined,
  owned: readonly KubernetesObject[],
): JsonObject {
  const total = (name: string): number => owned.reduce((sum, set) => sum + numberAt(set, 'status', name), 0)
  const wanted = numberAt(deployment, 'spec', 'replicas')
  const [replicas, ready, available] = [total('replicas'), total('readyReplicas'), total('availableReplicas')]
  const updated = numberAt(latest, 'status', 'replicas')
  const isComplete = updated === wanted && replicas === wanted && available === wanted
  const isEnough = available >= wanted - boundsOf(deployment, wanted).unavailable
  const failure = owned
    .flatMap((set) => listOf(valueAt(set, 'status', 'conditions')))
    .find((each) => valueAt(each, 'type') === 'ReplicaFailure')
  const name = latest?.metadata.name ?? ''
  const conditions = [
    isEnough
      ? condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
      : condition(
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
        ),
    isComplete
      ? condition(
          'Progressing',
          'True',
          'NewReplicaSetAvailable',
          `ReplicaSet "${name}" has successfully progressed.`,
        )
      : condition('Progressing', 'True', 'ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`),
    ...(failure === undefined
      ? []
      : [condition('ReplicaFailure', 'True', 'FailedCreate', textOf(valueAt(failure, 'message')) ?? '')]),
  ]
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: replicas || null,
    updatedReplicas: updated || null,
    readyReplicas: ready || null,
    availableReplicas: available || null,
    unavailableReplicas: Math.max(0, Math.max(wanted, replicas) - available) || null,
    terminatingReplicas: 0,
    conditions: conditions.map((each) => withTimes(world, deployment, each)),
  }
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

const condition = (type: string, status: string, reason: string, message: string): Condition => ({
  type,
  status,
  reason,
  message,
})

/** Times stay as long as what they are of does. */
function withTimes(
  world: World,
  deployment: KubernetesObject,
  { type, status, reason, message }: Condition,
): JsonObject {
  const now = timestamp(world.now())
  const known = listOf(valueAt(deployment, 'status', 'conditions')).find(
    (each) => valueAt(each, 'type') === type,
  )
  const isSame = valueAt(known, 'status') === status
  const saysSame = isSame && valueAt(known, 'reason') === reason && valueAt(known, 'message') === message
  return {
    type,
    status,
    lastUpdateTime: saysSame ? valueAt(known, 'lastUpdateTime') : now,
    lastTransitionTime: isSame ? valueAt(known, 'lastTransitionTime') : now,
    reason,
    message,
  }
}
