/** Tables: the columns of a kind, and a row for each object. */
import type { JsonObject } from '../../api/index.ts'
import { objectOf } from '../../api/index.ts'
import type { Resource } from '../resources/resource.ts'
import { qualified } from '../resources/resource.ts'
import { cellsByResource } from './cells.ts'
import type { Include } from './representation.ts'

export interface TableFacts {
  readonly resource: Resource
  readonly include: Include
  readonly now: number
}

/** `objects` are as clients see them; `metadata` is the list's or the object's own. */
export const tableOf = (
  { resource, include, now }: TableFacts,
  objects: readonly JsonObject[],
  metadata: JsonObject,
  withColumns = true,
): JsonObject => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
  columnDefinitions: withColumns ? resource.columns : null,
  rows: objects.map((object) => rowOf(resource, include, now, object)),
})

function rowOf(resource: Resource, include: Include, now: number, object: JsonObject): JsonObject {
  const cells = cellsByResource[qualified(resource)]
  if (cells === undefined) throw new TypeError(`no cells are known for \`${qualified(resource)}\``)
  const { cells: values, conditions } = { conditions: undefined, ...cells(object, now) }
  return {
    cells: values,
    ...(conditions !== undefined && { conditions }),
    object: include === 'Object' ? object : include === 'Metadata' ? partialOf(object) : null,
  }
}

/** The metadata of an object, whatever else it holds. */
export const partialOf = (object: JsonObject): JsonObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: objectOf(object['metadata']),
})
