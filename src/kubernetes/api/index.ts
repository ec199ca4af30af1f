/** The Kubernetes API as a client sees it: JSON values, patches, errors. */
export type { JsonObject } from './json.ts'
export {
  equalJson,
  isObject,
  listOf,
  memberOf,
  objectOf,
  textOf,
  valueAt,
  withMember,
  withoutMember,
} from './json.ts'
export type { JsonPatchOperation, Patched } from './apply-json-patch.ts'
export { applyJsonPatch } from './apply-json-patch.ts'
export { formatPointer, parsePointer } from './json-pointer.ts'
export { applyMergePatch } from './apply-merge-patch.ts'
