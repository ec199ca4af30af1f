/** Which operation answers which verb of what: objects by the verb alone, subresources and questions by their names. */
import type { Operation } from './call.ts'
import { bindPod } from './operations/bind-pod.ts'
import { createToken } from './operations/create-token.ts'
import { create } from './operations/create.ts'
import { remove, removeCollection } from './operations/delete.ts'
import { evictPod } from './operations/evict-pod.ts'
import { execPod } from './operations/exec-pod.ts'
import { get } from './operations/get.ts'
import { list } from './operations/list.ts'
import { patch } from './operations/patch.ts'
import { readLog } from './operations/read-log.ts'
import { getScale, patchScale, updateScale } from './operations/scale.ts'
import { update } from './operations/update.ts'
import { watch } from './operations/watch.ts'
import type { Verb } from './resources/resource.ts'
import { reviewAccess, reviewRules, reviewSelf } from './reviews/access-reviews.ts'
import { reviewToken } from './reviews/token-review.ts'
import type { Route } from './route.ts'

const verbs: Readonly<Record<Verb, Operation>> = {
  create,
  delete: remove,
  deletecollection: removeCollection,
  get,
  list,
  patch,
  update,
  watch,
}

const reviews: Readonly<Record<string, Operation>> = {
  localsubjectaccessreviews: reviewAccess,
  selfsubjectaccessreviews: reviewAccess,
  selfsubjectreviews: reviewSelf,
  selfsubjectrulesreviews: reviewRules,
  subjectaccessreviews: reviewAccess,
  tokenreviews: reviewToken,
}

const subresources: Readonly<Record<string, Operation>> = {
  'create binding': bindPod,
  'create eviction': evictPod,
  'create exec': execPod,
  'get exec': execPod,
  'create token': createToken,
  'get log': readLog,
  'get scale': getScale,
  'patch scale': patchScale,
  'update scale': updateScale,
}

export function operationFor({
  resource,
  subresource,
  verb,
}: Extract<Route, { kind: 'resource' }>): Operation | undefined {
  if (verb === undefined) return undefined
  const review = reviews[resource.plural]
  if (review !== undefined) return review
  return subresources[`${verb} ${subresource?.name ?? ''}`] ?? verbs[verb]
}
