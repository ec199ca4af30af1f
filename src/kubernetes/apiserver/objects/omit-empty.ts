/** Leaves out what kube-apiserver's types leave out when they are written: nulls, empty lists, empty maps of text. */
import type { JsonObject } from '../../api/index.ts'
import { isObject } from '../../api/index.ts'

/** Go writes these even when they are empty. */
const writtenEmpty: ReadonlySet<string> = new Set(['containers', 'sources'])

/** Members that hold a map of names the user chooses; any other object is a struct, and an empty one says something. */
const maps: ReadonlySet<string> = new Set([
  'labels',
  'annotations',
  'nodeSelector',
  'limits',
  'requests',
  'matchLabels',
])

export const omitEmpty = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object)
      .map(([name, value]) => [name, omitWithin(value)] as const)
      .filter(([name, value]) => !isOmitted(name, value)),
  )

function omitWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(omitWithin)
  return isObject(value) ? omitEmpty(value) : value
}

function isOmitted(name: string, value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (Array.isArray(value)) return value.length === 0 && !writtenEmpty.has(name)
  return maps.has(name) && isObject(value) && Object.keys(value).length === 0
}
