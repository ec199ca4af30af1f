/** What controllers see and do: they read the cluster's state, and change it through the API as accounts of their own. */
import type { HttpRequest } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { findObject, listEntries } from '../objects/objects.ts'
import { resourceOf } from '../resources/resource.ts'
import { answer } from '../server.ts'

export interface World {
  readonly now: () => number
  readonly find: (resource: string, namespace: string, name: string) => KubernetesObject | undefined
  readonly list: (resource: string, namespace?: string) => readonly KubernetesObject[]
  /** Letters by which a name becomes one of its own. */
  readonly newSuffix: () => string
  readonly mintLegacyToken: ApiServerNeeds['mintLegacyToken']
  readonly givesAccountTokens: () => boolean | undefined
  readonly ca: string | undefined
  readonly onPodWithoutNode: ApiServerNeeds['onPodWithoutNode']
  /** Makes a request as one of the system's accounts. */
  readonly ask: (account: string, method: string, target: string, body?: JsonObject) => Promise<Asked>
}

export interface Asked {
  readonly status: number
  readonly body: JsonObject
}

export const createWorld = (needs: ApiServerNeeds): World => ({
  now: needs.now,
  mintLegacyToken: needs.mintLegacyToken,
  givesAccountTokens: needs.givesAccountTokens ?? (() => false),
  ca: needs.ca,
  onPodWithoutNode: needs.onPodWithoutNode,
  newSuffix: () => Buffer.from(needs.random(8)).toString('hex'),
  find: (resource, namespace, name) => findObject(needs, resource, namespace, name),
  list: (resource, namespace) =>
    listEntries(needs.store, needs, resource, namespace).map(({ value }) => value),
  ask: async (account, method, target, body) => {
    const groups = account.startsWith('system:serviceaccount:')
      ? ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated']
      : ['system:authenticated']
    const user = { username: account, groups }
    const request = requestOf(method, target, body)
    const response = await answer(needs, request, { identify: () => Promise.resolve(user) })
    const text = typeof response.body === 'string' ? response.body : '{}'
    return { status: response.status, body: JSON.parse(text) as JsonObject }
  },
})

export const controllerAccount = (name: string): string =>
  `system:serviceaccount:kube-system:${name}-controller`

const requestOf = (method: string, target: string, body: JsonObject | undefined): HttpRequest => ({
  method,
  target,
  headers: {
    'content-type': [method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'],
    accept: ['application/json'],
    'user-agent': ['kube-controller-manager'],
  },
  body: (async function* () {
    await Promise.resolve()
    if (body !== undefined) yield Buffer.from(JSON.stringify(body))
  })(),
  peer: { address: '127.0.0.1' },
  signal: new AbortController().signal,
})

/** Replaces an object, or its status, by one that is like it but for the changes. */
export const replace = (
  world: World,
  account: string,
  resource: string,
  object: KubernetesObject,
  subresource = '',
): Promise<Asked> => {
  const { namespace = '', name } = object.metadata
  return world.ask(account, 'PUT', pathTo(resource, namespace, name, subresource), object)
}

/** The path of an object, or of a namespace's objects where no name is given. */
export function pathTo(name: string, namespace: string, object = '', subresource = ''): string {
  const { group, version, plural } = resourceOf(name)
  const steps = [
    ...(group === '' ? ['api', version] : ['apis', group, version]),
    ...(namespace === '' ? [] : ['namespaces', namespace]),
    plural,
    ...(object === '' ? [] : [object]),
    ...(subresource === '' ? [] : [subresource]),
  ]
  return `/${steps.map(encodeURIComponent).join('/')}`
}

/** The owner that looks after the object. */
export const controllerOf = (object: JsonObject): unknown =>
  listOf(valueAt(object, 'metadata', 'ownerReferences')).find((each) => valueAt(each, 'controller') === true)

export const isControlledBy = (object: JsonObject, owner: KubernetesObject): boolean =>
  valueAt(controllerOf(object), 'uid') === owner.metadata.uid

export const ownerReference = (resource: string, owner: KubernetesObject): JsonObject => {
  const { group, version, kind } = resourceOf(resource)
  return {
    apiVersion: `${group}/${version}`,
    kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  }
}

export const isReady = (pod: JsonObject): boolean =>
  listOf(valueAt(pod, 'status', 'conditions')).some(
    (each) => valueAt(each, 'type') === 'Ready' && valueAt(each, 'status') === 'True',
  )

/** Whether it runs or will run. */
export const isActive = (pod: KubernetesObject): boolean =>
  pod.metadata.deletionTimestamp === undefined &&
  !['Succeeded', 'Failed'].includes(textOf(valueAt(pod, 'status', 'phase')) ?? '')

export const numberAt = (object: unknown, ...path: readonly string[]): number =>
  Number(valueAt(object, ...path) ?? 0)
