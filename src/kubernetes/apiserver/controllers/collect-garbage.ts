/** The garbage collector: what is owned goes with its last owner, and owners that wait for it go after it. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { isKept, qualified, resources } from '../resources/resource.ts'
import type { World } from './world.ts'
import { controllerAccount, pathTo } from './world.ts'

const account = controllerAccount('generic-garbage-collector').replace(/-controller$/, '')

interface Dependent {
  readonly resource: string
  readonly object: KubernetesObject
}

function dependentsOf(world: World, uid: string): readonly Dependent[] {
  return resources.filter(isKept).flatMap((resource) =>
    world
      .list(qualified(resource))
      .filter((object) => ownersOf(object).some((owner) => valueAt(owner, 'uid') === uid))
      .map((object) => ({ resource: qualified(resource), object })),
  )
}

const ownersOf = ({ metadata }: KubernetesObject): readonly unknown[] => listOf(metadata['ownerReferences'])

/** After an object has gone. */
export async function collectOrphansOf(world: World, uid: string): Promise<boolean> {
  for (const { resource, object } of dependentsOf(world, uid))
    if (!ownersOf(object).some((owner) => isThere(world, object, owner)))
      await remove(world, resource, object)
  return true
}

function isThere(world: World, { metadata }: KubernetesObject, owner: unknown): boolean {
  const [apiVersion, kind, name] = ['apiVersion', 'kind', 'name'].map(
    (part) => textOf(valueAt(owner, part)) ?? '',
  )
  const resource = resources.find(
    (each) =>
      each.kind === kind &&
      (each.group === '' ? each.version : `${each.group}/${each.version}`) === apiVersion,
  )
  // Of a kind that is not served here, nobody can tell.
  if (resource === undefined) return true
  const found = world.find(
    qualified(resource),
    resource.namespaced ? (metadata.namespace ?? '') : '',
    name ?? '',
  )
  return found?.metadata.uid === valueAt(owner, 'uid')
}

async function remove(
  world: World,
  resource: string,
  { metadata }: KubernetesObject,
  propagationPolicy = 'Background',
): Promise<void> {
  const options = { preconditions: { uid: metadata.uid }, propagationPolicy }
  await world.ask(account, 'DELETE', pathTo(resource, metadata.namespace ?? '', metadata.name), options)
}

/** For an object that is going and waits for what it owns, or for what it owns to be let go. */
export async function serveFinalizers(
  world: World,
  resource: string,
  namespace: string,
  name: string,
): Promise<boolean> {
  const object = world.find(resource, namespace, name)
  if (object === undefined || object.metadata.deletionTimestamp === undefined) return true
  const finalizers = listOf(object.metadata.finalizers)
  const dependents = dependentsOf(world, object.metadata.uid)
  if (finalizers.includes('orphan')) {
    for (const each of dependents) await letGo(world, each, object.metadata.uid)
    await finish(world, resource, object, 'orphan')
  } else if (finalizers.includes('foregroundDeletion')) {
    for (const { resource: of, object: each } of dependents)
      if (each.metadata.deletionTimestamp === undefined) await remove(world, of, each, 'Foreground')
    const blocking = dependentsOf(world, object.metadata.uid).filter(({ object: each }) =>
      ownersOf(each).some(
        (owner) =>
          valueAt(owner, 'uid') === object.metadata.uid && valueAt(owner, 'blockOwnerDeletion') === true,
      ),
    )
    if (blocking.length === 0) await finish(world, resource, object, 'foregroundDeletion')
  }
  return true
}

async function letGo(world: World, { resource, object }: Dependent, uid: string): Promise<void> {
  const ownerReferences = ownersOf(object).filter((owner) => valueAt(owner, 'uid') !== uid)
  await patchMetadata(world, resource, object, { ownerReferences })
}

const finish = (world: World, resource: string, object: KubernetesObject, finalizer: string): Promise<void> =>
  patchMetadata(world, resource, object, {
    finalizers: listOf(object.metadata.finalizers).filter((each) => each !== finalizer),
  })

async function patchMetadata(
  world: World,
  resource: string,
  { metadata }: KubernetesObject,
  change: JsonObject,
): Promise<void> {
  await world.ask(account, 'PATCH', pathTo(resource, metadata.namespace ?? '', metadata.name), {
    metadata: change,
  })
}
