/** Deployments: one ReplicaSet for each state of the template, the newest of which takes over step by step. */
import { createHash } from 'node:crypto'
import type { JsonObject } from '../../api/index.ts'
import { equalJson, isObject, objectOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { planRollout } from './plan-rollout.ts'
import { deploymentStatus } from './deployment-status.ts'
import { recordEvent } from './record-event.ts'
import { patchStatus } from './replica-set.ts'
import type { World } from './world.ts'
import { controllerAccount, isControlledBy, numberAt, ownerReference, pathTo, replace } from './world.ts'

const resource = 'deployments.apps'
const sets = 'replicasets.apps'
const account = controllerAccount('deployment')
export const hashLabel = 'pod-template-hash'
export const revisionKey = 'deployment.kubernetes.io/revision'

export async function reconcileDeployment(world: World, namespace: string, name: string): Promise<boolean> {
  const deployment = world.find(resource, namespace, name)
  if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return true
  const owned = setsOf(world, deployment)
  const isPaused = valueAt(deployment, 'spec', 'paused') === true
  const found = owned.find((set) => equalJson(plainTemplate(set), plainTemplate(deployment)))
  const newest = found ?? (isPaused ? undefined : await makeSet(world, deployment, owned))
  if (newest !== undefined) await keepRevision(world, deployment, newest, owned)
  for (const { set, replicas } of planRollout(deployment, newest, setsOf(world, deployment)))
    await scale(world, deployment, set, replicas)
  const now = setsOf(world, deployment)
  const latest = now.find((set) => set.metadata.uid === newest?.metadata.uid)
  const standing = world.find(resource, namespace, name)
  if (standing === undefined) return true
  await patchStatus(world, account, resource, standing, deploymentStatus(world, standing, latest, now))
  await cleanUp(world, standing, latest, now)
  return true
}

const setsOf = (world: World, deployment: KubernetesObject): readonly KubernetesObject[] =>
  world
    .list(sets, deployment.metadata.namespace)
    .filter((set) => isControlledBy(set, deployment) && set.metadata.deletionTimestamp === undefined)

/** Without the label that tells ReplicaSets' pods apart. */
function plainTemplate(object: JsonObject): JsonObject {
  const template = objectOf(valueAt(object, 'spec', 'template'))
  const metadata = objectOf(template['metadata'])
  const { [hashLabel]: _, ...labels } = objectOf(metadata['labels'])
  return { ...template, metadata: { ...metadata, labels } }
}

const letters = 'bcdfghjklmnpqrstvwxz2456789'

/** Ten letters that stand for a template. */
export const hashOf = (template: unknown): string =>
  Array.from(
    createHash('sha256').update(JSON.stringify(template)).digest().subarray(0, 10),
    (byte) => letters[byte % letters.length],
  ).join('')

async function makeSet(
  world: World,
  deployment: KubernetesObject,
  owned: readonly KubernetesObject[],
): Promise<KubernetesObject | undefined> {
  const { name, namespace = '' } = deployment.metadata
  const template = plainTemplate(deployment)
  const hash = hashOf(template)
  const metadata = objectOf(template['metadata'])
  const labels = { ...objectOf(metadata['labels']), [hashLabel]: hash }
  const selector = objectOf(valueAt(deployment, 'spec', 'selector'))
  const body = {
    metadata: {
      name: `${name}-${hash}`,
      labels,
      annotations: { ...copiedAnnotations(deployment), [revisionKey]: String(nextRevision(owned)) },
      ownerReferences: [ownerReference(resource, deployment)],
    },
    spec: {
      replicas: 0,
      ...(valueAt(deployment, 'spec', 'minReadySeconds') !== undefined && {
        minReadySeconds: valueAt(deployment, 'spec', 'minReadySeconds'),
      }),
      selector: { ...selector, matchLabels: { ...objectOf(selector['matchLabels']), [hashLabel]: hash } },
      template: { ...template, metadata: { ...metadata, labels } },
    },
  }
  const { status } = await world.ask(account, 'POST', pathTo(sets, namespace), body)
  return status === 201 ? world.find(sets, namespace, `${name}-${hash}`) : undefined
}

const copiedAnnotations = ({ metadata }: KubernetesObject): JsonObject => {
  const {
    'kubectl.kubernetes.io/last-applied-configuration': _,
    [revisionKey]: __,
    ...rest
  } = objectOf(metadata.annotations)
  return rest
}

const revisionOf = (object: KubernetesObject): number =>
  Number(object.metadata.annotations?.[revisionKey] ?? 0)

const nextRevision = (owned: readonly KubernetesObject[]): number => Math.max(0, ...owned.map(revisionOf)) + 1

/** An old state that is wished for again is the newest one. */
async function keepRevision(
  world: World,
  deployment: KubernetesObject,
  newest: KubernetesObject,
  owned: readonly KubernetesObject[],
): Promise<void> {
  const others = owned.filter((set) => set.metadata.uid !== newest.metadata.uid)
  const revision = Math.max(revisionOf(newest), nextRevision(others))
  const annotations = { [revisionKey]: String(revision) }
  for (const [of, object] of [
    [sets, newest],
    [resource, deployment],
  ] as const)
    if (revisionOf(object) !== revision)
      await replace(world, account, of, {
        ...object,
        metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
      })
}

async function scale(
  world: World,
  deployment: KubernetesObject,
  set: KubernetesObject,
  replicas: number,
): Promise<void> {
  const before = numberAt(set, 'spec', 'replicas')
  const { namespace = '', name } = set.metadata
  const { status } = await world.ask(account, 'PATCH', pathTo(sets, namespace, name), { spec: { replicas } })
  if (status !== 200) return
  const direction = replicas > before ? 'up' : 'down'
  await recordEvent(world, {
    account,
    component: 'deployment-controller',
    resource,
    object: deployment,
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${direction} replica set ${name} from ${before} to ${replicas}`,
  })
}

/** States that are long past are not kept. */
async function cleanUp(
  world: World,
  deployment: KubernetesObject,
  latest: KubernetesObject | undefined,
  owned: readonly KubernetesObject[],
): Promise<void> {
  const limit = numberAt(deployment, 'spec', 'revisionHistoryLimit')
  const idle = owned
    .filter((set) => set.metadata.uid !== latest?.metadata.uid && isObject(set['spec']))
    .filter((set) => numberAt(set, 'spec', 'replicas') === 0 && numberAt(set, 'status', 'replicas') === 0)
    .toSorted((a, b) => revisionOf(a) - revisionOf(b))
  for (const set of idle.slice(0, Math.max(0, idle.length - limit)))
    await world.ask(account, 'DELETE', pathTo(sets, set.metadata.namespace ?? '', set.metadata.name))
}
