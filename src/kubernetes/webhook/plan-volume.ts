/** The projected volume that holds the token: which name it gets, and the operation that adds it. */
import type { JsonObject, JsonPatchOperation } from '../api/index.ts'
import { isObject, listOf, valueAt } from '../api/index.ts'
import type { Identity } from './identity.ts'

export interface PlannedVolume {
  /** The name that containers mount. */
  readonly name: string
  readonly patch: readonly JsonPatchOperation[]
}

/**
 * A volume of our name that does project such a token is the author's own choice and is kept, as upstream keeps it.
 * Upstream also keeps a volume that has nothing but the name in common, and the pod then runs without a token;
 * here ours gets a number behind its name instead.
 */
export function planVolume(pod: JsonObject, identity: Identity, upstreamCompatible = false): PlannedVolume {
  const volumes = valueAt(pod, 'spec', 'volumes')
  const known = volumesByName(pod)
  for (let number = 0; ; number++) {
    const name = number === 0 ? identity.volumeName : `${identity.volumeName}-${number}`
    const present = known.get(name)
    if (present === undefined) return { name, patch: [addVolume(volumes, tokenVolume(name, identity))] }
    if (upstreamCompatible || projectsToken(present, identity.tokenPath)) return { name, patch: [] }
  }
}

/** The first one of a name counts; the API server refuses a second one. */
export const volumesByName = (pod: JsonObject): ReadonlyMap<unknown, unknown> =>
  new Map(
    listOf(valueAt(pod, 'spec', 'volumes'))
      .map((volume) => [valueAt(volume, 'name'), volume] as const)
      .toReversed(),
  )

/** Whether the volume projects a service account token under that file name. */
export function projectsToken(volume: unknown, tokenPath: string): boolean {
  return listOf(valueAt(volume, 'projected', 'sources')).some(
    (source) => isObject(source) && valueAt(source, 'serviceAccountToken', 'path') === tokenPath,
  )
}

function tokenVolume(name: string, { audience, expirationSeconds, tokenPath }: Identity): JsonObject {
  // Without an audience the API server issues the token for itself, as the role map of upstream may ask.
  const wish = { ...(audience !== '' && { audience }), expirationSeconds, path: tokenPath }
  return { name, projected: { sources: [{ serviceAccountToken: wish }] } }
}

/** Before those that are there, as upstream does. */
export const addVolume = (volumes: unknown, volume: JsonObject): JsonPatchOperation =>
  Array.isArray(volumes)
    ? { op: 'add', path: '/spec/volumes/0', value: volume }
    : { op: 'add', path: '/spec/volumes', value: [volume] }
