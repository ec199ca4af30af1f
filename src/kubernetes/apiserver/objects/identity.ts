/** What an object keeps through all changes, and what a client may not choose for it. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, objectOf, textOf } from '../../api/index.ts'
import { badRequest, conflict } from '../api-error.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { strategyOf } from '../kinds/strategies.ts'
import type { Resource } from '../resources/resource.ts'
import { qualified } from '../resources/resource.ts'
import { generateName, newUid } from './names.ts'
import type { KubernetesObject, Metadata } from './objects.ts'
import { timestamp } from './timestamp.ts'

/** The metadata of a new object. */
export function beginMetadata(
  { random, now }: Pick<ApiServerNeeds, 'random' | 'now'>,
  resource: Resource,
  given: JsonObject,
): Metadata {
  if (textOf(given['resourceVersion']))
    throw badRequest('resourceVersion should not be set on objects to be created')
  const base = textOf(given['generateName']) ?? ''
  const name = textOf(given['name']) || (base === '' ? '' : generateName(base, random))
  const { resourceVersion: _, selfLink: __, deletionTimestamp: ___, generation: ____, ...kept } = given
  const { deletionGracePeriodSeconds: _____, managedFields: ______, ...rest } = kept
  return {
    ...rest,
    name,
    uid: newUid(random),
    creationTimestamp: timestamp(now()),
    ...(strategyOf(resource).countsGenerations === true && { generation: 1 }),
  }
}

export interface Standing {
  readonly object: KubernetesObject
  readonly revision: number
}

/** The metadata of a changed object; refuses what has been changed by others since. */
export function keepMetadata(
  resource: Resource,
  name: string,
  { object, revision }: Standing,
  given: JsonObject,
): Metadata {
  const theirName = textOf(given['name']) ?? ''
  if (theirName !== name)
    throw badRequest(`the name of the object (${theirName}) does not match the name on the URL (${name})`)
  const { resourceVersion: version, selfLink: _, managedFields: __, ...kept } = given
  if (version !== undefined && version !== null && version !== '' && version !== String(revision))
    throw conflict(qualified(resource), name, modified)
  const old = object.metadata
  const { generation: ___, ...rest } = kept
  return {
    ...rest,
    name,
    ...(old.namespace !== undefined && { namespace: old.namespace }),
    uid: old.uid,
    creationTimestamp: old.creationTimestamp,
    ...(old.generation !== undefined && { generation: old.generation }),
    ...keptMembers(old, ['deletionTimestamp', 'deletionGracePeriodSeconds', 'generateName']),
  }
}

export const modified =
  'the object has been modified; please apply your changes to the latest version and try again'

const keptMembers = (metadata: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.filter((name) => Object.hasOwn(metadata, name)).map((name) => [name, metadata[name]]),
  )

/** Counts the states that were wanted of an object: whatever is neither its metadata nor its status. */
export function nextGeneration(object: KubernetesObject, before: KubernetesObject): KubernetesObject {
  const { generation } = before.metadata
  if (generation === undefined || equalJson(wishOf(object), wishOf(before))) return object
  return { ...object, metadata: { ...object.metadata, generation: generation + 1 } }
}

function wishOf(object: KubernetesObject): JsonObject {
  const { metadata: _, status: __, ...wish } = objectOf(object)
  return wish
}
