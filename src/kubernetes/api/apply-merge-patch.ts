/** JSON Merge Patch (RFC 7396): members of the patch replace those of the document, null takes them away. */
import { isObject } from './json.ts'

export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const members = new Map(isObject(document) ? Object.entries(document) : [])
  for (const [name, value] of Object.entries(patch))
    if (value === null) members.delete(name)
    else members.set(name, applyMergePatch(members.get(name), value))
  return Object.fromEntries(members)
}
