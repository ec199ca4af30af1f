/** ReplicaSets: as many pods as are wished for. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { recordEvent } from './record-event.ts'
import type { World } from './world.ts'
import {
  controllerAccount,
  isActive,
  isControlledBy,
  isReady,
  numberAt,
  ownerReference,
  pathTo,
  replace,
} from './world.ts'

const resource = 'replicasets.apps'
const account = controllerAccount('replicaset')

/** False where something has to be tried again later. */
export async function reconcileReplicaSet(world: World, namespace: string, name: string): Promise<boolean> {
  const set = world.find(resource, namespace, name)
  if (set === undefined) return true
  if (set.metadata.deletionTimestamp !== undefined) return true
  const pods = podsOf(world, set)
  const failure = await matchReplicas(world, set, pods)
  await writeStatus(world, set, failure)
  return failure === undefined
}

const podsOf = (world: World, set: KubernetesObject): readonly KubernetesObject[] =>
  world.list('pods', set.metadata.namespace).filter((pod) => isControlledBy(pod, set) && isActive(pod))

/** Why no more pods could be made, where that is so. */
async function matchReplicas(
  world: World,
  set: KubernetesObject,
  pods: readonly KubernetesObject[],
): Promise<string | undefined> {
  const { namespace = '' } = set.metadata
  const wanted = numberAt(set, 'spec', 'replicas')
  for (let at = pods.length; at < wanted; at++) {
    const made = await makePod(world, { account, resource, owner: set, component: 'replicaset-controller' })
    if (made !== undefined) return made
  }
  for (const pod of pods.toSorted(byWorth).slice(0, Math.max(0, pods.length - wanted)))
    await removePod(
      world,
      { account, resource, owner: set, component: 'replicaset-controller' },
      namespace,
      pod,
    )
  return undefined
}

/** What is lost first: unplaced before placed, not ready before ready, young before old. */
function byWorth(a: KubernetesObject, b: KubernetesObject): number {
  const rank = (pod: KubernetesObject): number =>
    (valueAt(pod, 'spec', 'nodeName') === undefined ? 0 : 2) + (isReady(pod) ? 1 : 0)
  return rank(a) - rank(b) || (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1)
}

export interface Maker {
  readonly account: string
  readonly component: string
  readonly resource: string
  readonly owner: KubernetesObject
}

/** Makes a pod from its owner's template; the refusal where there is one. */
export async function makePod(
  world: World,
  maker: Maker,
  change: (pod: JsonObject) => JsonObject = (pod) => pod,
): Promise<string | undefined> {
  const { owner, resource: of } = maker
  const { namespace = '', name } = owner.metadata
  const template = objectOf(valueAt(owner, 'spec', 'template'))
  const { labels, annotations, finalizers } = objectOf(template['metadata'])
  const pod = change({
    metadata: {
      generateName: `${name}-`,
      ...(labels !== undefined && { labels }),
      ...(annotations !== undefined && { annotations }),
      ...(finalizers !== undefined && { finalizers }),
      ownerReferences: [ownerReference(of, owner)],
    },
    spec: template['spec'],
  })
  const { status, body } = await world.ask(maker.account, 'POST', pathTo('pods', namespace), pod)
  const message = textOf(body['message']) ?? ''
  const told = { ...maker, object: owner }
  if (status === 201) {
    const made = textOf(valueAt(body, 'metadata', 'name')) ?? ''
    await recordEvent(world, {
      ...told,
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${made}`,
    })
    return undefined
  }
  await recordEvent(world, {
    ...told,
    type: 'Warning',
    reason: 'FailedCreate',
    message: `Error creating: ${message}`,
  })
  return message
}

export async function removePod(
  world: World,
  maker: Maker,
  namespace: string,
  { metadata }: KubernetesObject,
): Promise<void> {
  const options = { preconditions: { uid: metadata.uid } }
  const { status } = await world.ask(
    maker.account,
    'DELETE',
    pathTo('pods', namespace, metadata.name),
    options,
  )
  if (status === 200)
    await recordEvent(world, {
      ...maker,
      object: maker.owner,
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${metadata.name}`,
    })
}

async function writeStatus(
  world: World,
  before: KubernetesObject,
  failure: string | undefined,
): Promise<void> {
  const { namespace = '', name } = before.metadata
  const set = world.find(resource, namespace, name)
  if (set === undefined) return
  const pods = podsOf(world, set)
  const ready = pods.filter(isReady).length
  const status: JsonObject = {
    replicas: pods.length,
    fullyLabeledReplicas: pods.length || null,
    readyReplicas: ready || null,
    availableReplicas: ready || null,
    observedGeneration: before.metadata.generation,
    conditions:
      failure === undefined
        ? null
        : [
            {
              type: 'ReplicaFailure',
              status: 'True',
              reason: 'FailedCreate',
              message: failure,
              lastTransitionTime:
                valueAt(objectOf(set['status']), 'conditions', '0', 'lastTransitionTime') ??
                timestamp(world.now()),
            },
          ],
  }
  await patchStatus(world, account, resource, set, status)
}

/** Writes nothing where all is as it was. */
export async function patchStatus(
  world: World,
  by: string,
  of: string,
  object: KubernetesObject,
  status: JsonObject,
): Promise<void> {
  const before = objectOf(object['status'])
  const changes = Object.entries(status).filter(
    ([key, value]) => !equalJson(before[key] ?? null, value ?? null),
  )
  if (changes.length === 0) return
  await replace(world, by, of, { ...object, status: { ...before, ...Object.fromEntries(changes) } }, 'status')
}
