/** Objects as they lie in the store, and as clients see them. */
import type { Entry, Reader, Transaction } from '../../../store/index.ts'
import { keyOf } from '../../../store/index.ts'
import type { JsonObject } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import type { Resource } from '../resource.ts'

export interface Metadata extends JsonObject {
  readonly name: string
  readonly namespace?: string
  readonly uid: string
  readonly creationTimestamp: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** An object without its kind, apiVersion and resourceVersion, which every reading adds. */
export interface KubernetesObject extends JsonObject {
  readonly metadata: Metadata
}

type Plural = Resource['plural']
type Where = Pick<ApiServerNeeds, 'cluster' | 'store'>

/** The prefix of all objects of a resource, or of those in one namespace. */
export const prefixOf = (cluster: string, plural: Plural, namespace = ''): string =>
  `${keyOf(['kubernetes', cluster, plural, ...(namespace === '' ? [] : [namespace])])}/`

export const keyOfObject = (cluster: string, plural: Plural, namespace: string, name: string): string =>
  prefixOf(cluster, plural, namespace) + keyOf([name])

export const findEntry = (
  from: Reader,
  { cluster }: Pick<Where, 'cluster'>,
  plural: Plural,
  namespace: string,
  name: string,
): Entry<KubernetesObject> | undefined =>
  from.get<KubernetesObject>(keyOfObject(cluster, plural, namespace, name))

export const findObject = (
  where: Where,
  plural: Plural,
  namespace: string,
  name: string,
): KubernetesObject | undefined => findEntry(where.store, where, plural, namespace, name)?.value

export const putObject = (
  txn: Transaction,
  { cluster }: Pick<Where, 'cluster'>,
  plural: Plural,
  object: KubernetesObject,
): void =>
  txn.put(keyOfObject(cluster, plural, object.metadata.namespace ?? '', object.metadata.name), object)

/** The object as clients see it: its resourceVersion is the revision that last wrote it. */
export function present(resource: Resource, object: KubernetesObject, revision: number): JsonObject {
  const { metadata, ...rest } = object
  const { name, generateName, namespace, uid, ...others } = metadata
  return {
    kind: resource.kind,
    apiVersion: 'v1',
    metadata: {
      name,
      ...(generateName !== undefined && { generateName }),
      ...(namespace !== undefined && { namespace }),
      uid,
      ...(revision > 0 && { resourceVersion: String(revision) }),
      ...others,
    },
    ...rest,
  }
}

/** Items of a list carry neither kind nor apiVersion. */
export function presentItem(resource: Resource, object: KubernetesObject, revision: number): JsonObject {
  const { kind: _, apiVersion: __, ...item } = present(resource, object, revision)
  return item
}
