/** Where an object of a request lies: in its namespace, if it has one, which must be there. */
import type { Reader } from '../../../store/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { objectOf, textOf } from '../../api/index.ts'
import { ApiError, badRequest, notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import { findEntry } from '../objects/objects.ts'
import { qualified } from '../resources/resource.ts'

/** The object with its namespace filled in. */
export function inNamespace({ namespace, resource }: Call, object: JsonObject): JsonObject {
  const metadata = objectOf(object['metadata'])
  const theirs = textOf(metadata['namespace']) ?? ''
  if (!resource.namespaced) {
    if (theirs !== '') throw badRequest('namespace is not allowed on this type')
    return { ...object, metadata }
  }
  if (theirs !== '' && theirs !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  return { ...object, metadata: { ...metadata, namespace } }
}

/** Nothing new comes into a namespace that is going. */
export function requireNamespace({ needs, namespace, resource }: Call, from: Reader, name: string): void {
  if (!resource.namespaced) return
  const found = findEntry(from, needs, 'namespaces', '', namespace)
  if (found === undefined) throw notFound('namespaces', namespace)
  const { deletionTimestamp } = found.value.metadata
  if (deletionTimestamp === undefined) return
  const said = `unable to create new content in namespace ${namespace} because it is being terminated`
  throw new ApiError(
    403,
    'Forbidden',
    `${qualified(resource)} ${JSON.stringify(name)} is forbidden: ${said}`,
    {
      name,
      ...(resource.group !== '' && { group: resource.group }),
      kind: resource.plural,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    },
  )
}
