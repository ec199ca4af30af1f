/** Reads the mounts and variables of a container, and appends to its lists. */
import { listOf, memberOf, textOf, type JsonObject, type JsonPatchOperation } from '../api/index.ts'
import { cleanPath } from './paths.ts'

/** Adds the list where there is none, and else to its end. */
export function append(
  container: JsonObject,
  path: string,
  member: string,
  values: readonly unknown[],
): readonly JsonPatchOperation[] {
  if (values.length === 0) return []
  if (!Array.isArray(container[member])) return [{ op: 'add', path: `${path}/${member}`, value: values }]
  return values.map((value) => ({ op: 'add', path: `${path}/${member}/-`, value }))
}

export const mountsOf = (container: JsonObject): readonly JsonObject[] =>
  listOf(container['volumeMounts']) as readonly JsonObject[]

export const mountAt = (container: JsonObject, mountPath: string): JsonObject | undefined =>
  mountsOf(container).find((mount) => cleanPath(textOf(mount['mountPath']) ?? '') === cleanPath(mountPath))

export const namesOfEnv = (container: JsonObject): ReadonlySet<unknown> =>
  new Set(listOf(container['env']).map((variable) => memberOf(variable, 'name')))
