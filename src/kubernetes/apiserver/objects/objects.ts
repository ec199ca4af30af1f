/** Objects as they lie in the store, and as clients see them. */
import type { Entry, Reader, Transaction } from '../../../store/index.ts'
import { keyOf } from '../../../store/index.ts'
import type { JsonObject } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import type { Resource } from '../resources/resource.ts'
import { apiVersionOf } from '../resources/resource.ts'

export interface Metadata extends JsonObject {
  readonly name: string
  readonly namespace?: string
  readonly uid: string
  readonly creationTimestamp: string
  readonly generation?: number
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly finalizers?: readonly string[]
}

/** An object without its kind, apiVersion and resourceVersion, which every reading adds. */
export interface KubernetesObject extends JsonObject {
  readonly metadata: Metadata
}

/** A resource's plural name with its group: `pods`, `deployments.apps`. */
type Name = string
type Where = Pick<ApiServerNeeds, 'cluster' | 'store'>

/** The prefix of all objects of a resource, or of those in one namespace. */
export const prefixOf = (cluster: string, resource: Name, namespace = ''): string =>
  `${keyOf(['kubernetes', cluster, resource, ...(namespace === '' ? [] : [namespace])])}/`

export const keyOfObject = (cluster: string, resource: Name, namespace: string, name: string): string =>
  prefixOf(cluster, resource, namespace) + keyOf([name])

export const findEntry = (
  from: Reader,
  { cluster }: Pick<Where, 'cluster'>,
  resource: Name,
  namespace: string,
  name: string,
): Entry<KubernetesObject> | undefined =>
  from.get<KubernetesObject>(keyOfObject(cluster, resource, namespace, name))

export const findObject = (
  where: Where,
  resource: Name,
  namespace: string,
  name: string,
): KubernetesObject | undefined => findEntry(where.store, where, resource, namespace, name)?.value

export const listEntries = (
  from: Reader,
  { cluster }: Pick<Where, 'cluster'>,
  resource: Name,
  namespace = '',
): readonly Entry<KubernetesObject>[] => from.list<KubernetesObject>(prefixOf(cluster, resource, namespace))

export const putObject = (
  txn: Transaction,
  { cluster }: Pick<Where, 'cluster'>,
  resource: Name,
  object: KubernetesObject,
): void =>
  txn.put(keyOfObject(cluster, resource, object.metadata.namespace ?? '', object.metadata.name), object)

export const deleteObject = (
  txn: Transaction,
  { cluster }: Pick<Where, 'cluster'>,
  resource: Name,
  { metadata }: KubernetesObject,
): void => txn.delete(keyOfObject(cluster, resource, metadata.namespace ?? '', metadata.name))

/** The object as clients see it: its resourceVersion is the revision that last wrote it. */
export function present(resource: Resource, object: KubernetesObject, revision: number): JsonObject {
  const { metadata, ...rest } = object
  const { name, generateName, namespace, uid, generation, creationTimestamp, ...others } = metadata
  return {
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: {
      name,
      ...(generateName !== undefined && { generateName }),
      ...(namespace !== undefined && { namespace }),
      uid,
      ...(revision > 0 && { resourceVersion: String(revision) }),
      ...(generation !== undefined && { generation }),
      creationTimestamp,
      ...others,
    },
    ...rest,
  }
}

/** Items of a list carry neither kind nor apiVersion. */
export function withoutKind(object: JsonObject): JsonObject {
  const { kind: _, apiVersion: __, ...item } = object
  return item
}
