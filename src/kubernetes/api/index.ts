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
export type { ApiProblem } from './status.ts'
export type { Plural } from './paths.ts'
export { pathOf } from './paths.ts'
export type { ApiAnswer, ClientFacts, KubernetesClient, RequestOptions } from './client.ts'
export { createClient } from './client.ts'
export type { FollowOptions } from './follow.ts'
export { follow } from './follow.ts'
export type { Kubeconfig, KubeconfigSource } from './kubeconfig.ts'
export { readKubeconfig } from './kubeconfig.ts'
export type { InClusterFacts } from './load-kubeconfig.ts'
export { inClusterConfig, loadKubeconfig } from './load-kubeconfig.ts'
export type { RequestedToken, TokenWish } from './request-token.ts'
export { requestToken } from './request-token.ts'
export { isTooDeep } from './json-depth.ts'
