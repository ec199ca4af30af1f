/** Counts what a PodDisruptionBudget looks after: how many pods are well, how many must be, how many may go. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { isOf } from '../operations/spend-budget.ts'
import type { World } from './world.ts'
import { controllerAccount, controllerOf, isReady, numberAt, replace } from './world.ts'

const resource = 'poddisruptionbudgets.policy'

/** A pod that was let go counts as going for so long, in milliseconds. */
const patience = 120_000

export async function reconcileBudget(world: World, namespace: string, name: string): Promise<boolean> {
  const budget = world.find(resource, namespace, name)
  if (budget === undefined) return true
  const pods = world.list('pods', namespace).filter((pod) => isOf(budget, pod))
  const disruptedPods = stillGoing(world, budget, pods)
  const { expectedPods, desiredHealthy } = countWanted(world, budget, pods)
  const currentHealthy = pods.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      !Object.hasOwn(disruptedPods, pod.metadata.name) &&
      isReady(pod),
  ).length
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0
  const status = {
    observedGeneration: budget.metadata.generation ?? 1,
    ...(Object.keys(disruptedPods).length > 0 && { disruptedPods }),
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy,
    expectedPods,
    conditions: [conditionOf(world, budget, disruptionsAllowed > 0)],
  }
  if (equalJson(status, objectOf(budget['status']))) return true
  const asked = await replace(
    world,
    controllerAccount('disruption'),
    resource,
    { ...budget, status },
    'status',
  )
  return asked.status < 300 || asked.status === 404
}

function stillGoing(world: World, budget: KubernetesObject, pods: readonly KubernetesObject[]): JsonObject {
  const live = new Set(
    pods
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map(({ metadata }) => metadata.name),
  )
  return Object.fromEntries(
    Object.entries(objectOf(valueAt(budget, 'status', 'disruptedPods'))).filter(
      ([name, since]) => live.has(name) && world.now() - Date.parse(textOf(since) ?? '') < patience,
    ),
  )
}

function countWanted(
  world: World,
  budget: KubernetesObject,
  pods: readonly KubernetesObject[],
): { readonly expectedPods: number; readonly desiredHealthy: number } {
  const [least, most] = ['minAvailable', 'maxUnavailable'].map((field) => valueAt(budget, 'spec', field))
  if (typeof least === 'number') return { expectedPods: pods.length, desiredHealthy: least }
  const expectedPods = countExpected(world, pods)
  const scaled = (bound: unknown): number =>
    typeof bound === 'number'
      ? bound
      : Math.ceil((Number.parseInt(textOf(bound) ?? '0', 10) * expectedPods) / 100)
  if (textOf(most) !== undefined || typeof most === 'number')
    return { expectedPods, desiredHealthy: Math.max(0, expectedPods - scaled(most)) }
  return { expectedPods, desiredHealthy: scaled(least) }
}

/** What the owners of the pods are to have, each owner once; a pod of nobody counts for itself. */
function countExpected(world: World, pods: readonly KubernetesObject[]): number {
  const owners = new Map<string, number>()
  for (const pod of pods) {
    const owner = ownerOf(world, pod)
    owners.set(
      owner?.metadata.uid ?? pod.metadata.uid,
      owner === undefined ? 1 : numberAt(owner, 'spec', 'replicas'),
    )
  }
  return [...owners.values()].reduce((sum, count) => sum + count, 0)
}

function ownerOf(world: World, pod: KubernetesObject): KubernetesObject | undefined {
  const namespace = pod.metadata.namespace ?? ''
  const find = (of: JsonObject, kind: string, plural: string): KubernetesObject | undefined => {
    const owner = controllerOf(of)
    return valueAt(owner, 'kind') === kind
      ? world.find(plural, namespace, textOf(valueAt(owner, 'name')) ?? '')
      : undefined
  }
  const set = find(pod, 'ReplicaSet', 'replicasets.apps')
  return set === undefined ? undefined : (find(set, 'Deployment', 'deployments.apps') ?? set)
}

function conditionOf(world: World, budget: KubernetesObject, allowed: boolean): JsonObject {
  const [status, reason] = allowed ? ['True', 'SufficientPods'] : ['False', 'InsufficientPods']
  const before = objectOf((valueAt(budget, 'status', 'conditions') as readonly unknown[] | undefined)?.[0])
  return {
    type: 'DisruptionAllowed',
    status,
    observedGeneration: budget.metadata.generation ?? 1,
    lastTransitionTime: before['status'] === status ? before['lastTransitionTime'] : timestamp(world.now()),
    reason,
    message: '',
  }
}
