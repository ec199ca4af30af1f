/** Answers objects and lists in the representation that the client asked for. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { objectOf } from '../../api/index.ts'
import type { Call } from '../call.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { present, withoutKind } from '../objects/objects.ts'
import { apiVersionOf } from '../resources/resource.ts'
import { json } from '../respond.ts'
import { partialOf, tableOf } from './table.ts'

export interface ObjectAnswer {
  readonly status?: number
  readonly object: KubernetesObject
  readonly revision: number
  readonly warnings?: readonly string[]
}

export function answerObject(
  call: Call,
  { status = 200, object, revision, warnings = [] }: ObjectAnswer,
): HttpResponse {
  return json(status, represent(call, present(call.resource, object, revision)), warnings)
}

/** One object, as a watch sends it too. */
export function represent(
  { representation, resource, needs }: Call,
  object: JsonObject,
  first = true,
): JsonObject {
  if (representation.kind === 'object') return object
  if (representation.kind === 'partial') return partialOf(object)
  const { resourceVersion } = objectOf(object['metadata'])
  const facts = { resource, include: representation.include, now: needs.now() }
  return tableOf(facts, [object], resourceVersion === undefined ? {} : { resourceVersion }, first)
}

/** `items` are as clients see them. */
export function answerList(
  { representation, resource, needs }: Call,
  metadata: JsonObject,
  items: readonly JsonObject[],
): HttpResponse {
  if (representation.kind === 'table')
    return json(
      200,
      tableOf({ resource, include: representation.include, now: needs.now() }, items, metadata),
    )
  if (representation.kind === 'partial')
    return json(200, {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: items.map(partialOf),
    })
  const kind = `${resource.kind}List`
  return json(200, { kind, apiVersion: apiVersionOf(resource), metadata, items: items.map(withoutKind) })
}
