/** The JSON Patch (RFC 6902) that makes one object of another; lists are replaced whole unless they are alike. */
import {
  equalJson,
  formatPointer,
  isObject,
  valueAt,
  type JsonObject,
  type JsonPatchOperation,
} from '../../src/kubernetes/api/index.ts'

export const nameOf = (object: JsonObject): string =>
  `${String(object['apiVersion'])} ${String(object['kind'])} ${String(valueAt(object, 'metadata', 'name'))}`

export function patchBetween(
  before: unknown,
  after: unknown,
  path: readonly string[] = [],
): readonly JsonPatchOperation[] {
  if (equalJson(before, after)) return []
  const pointer = formatPointer(path)
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name): readonly JsonPatchOperation[] => {
      const at = [...path, name]
      if (!Object.hasOwn(after, name)) return [{ op: 'remove', path: formatPointer(at) }]
      if (!Object.hasOwn(before, name)) return [{ op: 'add', path: formatPointer(at), value: after[name] }]
      return patchBetween(before[name], after[name], at)
    })
  }
  const areAlike =
    Array.isArray(before) && Array.isArray(after) && before.length === after.length && after.every(isObject)
  if (areAlike)
    return (after as readonly unknown[]).flatMap((item, index) =>
      patchBetween((before as readonly unknown[])[index], item, [...path, `${index}`]),
    )
  return [{ op: 'replace', path: pointer, value: after }]
}
