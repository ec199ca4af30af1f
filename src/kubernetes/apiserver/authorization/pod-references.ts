/** What the pods of a node refer to: their Secrets, ConfigMaps and ServiceAccounts. */
import { isObject, listOf, objectOf, valueAt } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { findObject, listEntries } from '../objects/objects.ts'

type Where = Pick<ApiServerNeeds, 'cluster' | 'store'>

export type Referable = 'pods' | 'secrets' | 'configmaps' | 'serviceaccounts'

export interface Reference {
  readonly node: string
  readonly kind: Referable
  readonly namespace: string
  readonly name: string
}

export function isReferredTo(needs: Where, { node, kind, namespace, name }: Reference): boolean {
  if (kind === 'pods') return valueAt(findObject(needs, 'pods', namespace, name), 'spec', 'nodeName') === node
  return listEntries(needs.store, needs, 'pods', namespace).some(
    ({ value }) =>
      valueAt(value, 'spec', 'nodeName') === node &&
      !isMirror(value) &&
      namesIn(objectOf(value['spec']), kind).includes(name),
  )
}

/** A pod that a node made of a file of its own entitles it to nothing. */
export const isMirror = (pod: unknown): boolean =>
  isObject(valueAt(pod, 'metadata', 'annotations')) &&
  Object.hasOwn(objectOf(valueAt(pod, 'metadata', 'annotations')), 'kubernetes.io/config.mirror')

export function namesIn(spec: unknown, kind: Exclude<Referable, 'pods'>): readonly unknown[] {
  if (kind === 'serviceaccounts') return [valueAt(spec, 'serviceAccountName') ?? 'default']
  const [key, from, volume, field] =
    kind === 'secrets'
      ? (['secretKeyRef', 'secretRef', 'secret', 'secretName'] as const)
      : (['configMapKeyRef', 'configMapRef', 'configMap', 'name'] as const)
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) =>
    listOf(valueAt(spec, list)),
  )
  return [
    ...containers.flatMap((each) => [
      ...listOf(valueAt(each, 'env')).map((env) => valueAt(env, 'valueFrom', key, 'name')),
      ...listOf(valueAt(each, 'envFrom')).map((env) => valueAt(env, from, 'name')),
    ]),
    ...listOf(valueAt(spec, 'volumes')).flatMap((each) => [
      valueAt(each, volume, field),
      ...listOf(valueAt(each, 'projected', 'sources')).map((source) => valueAt(source, volume, 'name')),
    ]),
    ...(kind === 'secrets'
      ? listOf(valueAt(spec, 'imagePullSecrets')).map((each) => valueAt(each, 'name'))
      : []),
  ].filter((name) => name !== undefined)
}
