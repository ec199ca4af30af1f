/** Publishes the CA as a ConfigMap in each selected namespace, as Kubernetes publishes kube-root-ca.crt. */
import { createHash } from 'node:crypto'
import { follow, pathOf, textOf, valueAt, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import type { PublishedCa } from '../needs.ts'
import { keepCopies } from './keep-copies.ts'

export interface PublisherNeeds {
  readonly client: KubernetesClient
  /** PEM. */
  readonly current: () => string
  readonly isLeader: () => boolean
  readonly signal: AbortSignal
  readonly onProblem: (message: string) => void
}

export interface ConfigMapNeeds extends PublisherNeeds {
  readonly configMap: string
  readonly key: string
  /** A label selector; every namespace when left out. */
  readonly namespaces?: string
}

export interface CaPublisher extends PublishedCa {
  readonly wake: () => void
  readonly counts: () => {
    readonly wanted: number
    readonly right: number
    readonly written: number
    readonly failed: number
  }
}

export const fieldManager = 'podpass-webhook'
export const ownLabels = { 'app.kubernetes.io/managed-by': 'podpass-webhook' }
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64')

export function publishConfigMap(needs: ConfigMapNeeds): CaPublisher {
  const { client, configMap, key, namespaces: selector, signal, onProblem } = needs
  /** Undefined until they have been listed. */
  let namespaces: Set<string> | undefined
  let holding = new Map<string, string>()
  const isRight = (namespace: string): boolean => holding.get(namespace) === digestOf(needs.current())

  const copies = keepCopies({
    places: () => namespaces,
    isRight,
    isLeader: needs.isLeader,
    signal,
    now: () => performance.now(),
    onProblem: (message) => onProblem(`the CA could not be published: ${message}`),
    write: async (namespace, timeout) => {
      const pem = needs.current()
      // Applied, so that RBAC can name the one ConfigMap that may be made: of a plain creation it sees no name.
      const answer = await client.request('PATCH', pathOf('configmaps', namespace, configMap), {
        query: { fieldManager, force: 'true' },
        contentType: 'application/apply-patch+yaml',
        body: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: configMap, namespace, labels: ownLabels },
          data: { [key]: pem },
        },
        timeout,
        signal,
      })
      if (answer.ok) holding.set(namespace, digestOf(pem))
      return answer
    },
  })

  const problemOf = (what: string) => (problem: { readonly message: string }) =>
    onProblem(`${what}: ${problem.message}`)
  void follow(client, {
    path: pathOf('namespaces'),
    query: { labelSelector: selector },
    signal,
    pick: (namespace: JsonObject) => ({
      name: textOf(valueAt(namespace, 'metadata', 'name')) ?? '',
      isGoing: valueAt(namespace, 'metadata', 'deletionTimestamp') !== undefined,
    }),
    onList: (list) => {
      namespaces = new Set(list.filter(({ isGoing }) => !isGoing).map(({ name }) => name))
      copies.wake()
    },
    onChange: (type, { name, isGoing }) => {
      if (type === 'DELETED' || isGoing) namespaces?.delete(name)
      else if (namespaces?.has(name) === false) {
        namespaces.add(name)
        copies.wake()
      }
      if (type === 'DELETED') holding.delete(name)
    },
    onProblem: problemOf('namespaces'),
  })
  void follow(client, {
    path: pathOf('configmaps'),
    query: { fieldSelector: `metadata.name=${configMap}` },
    signal,
    pick: (object: JsonObject) => ({
      namespace: textOf(valueAt(object, 'metadata', 'namespace')) ?? '',
      digest: digestOf(textOf(valueAt(object, 'data', key)) ?? ''),
    }),
    onList: (list) => {
      holding = new Map(list.map(({ namespace, digest }) => [namespace, digest]))
      copies.wake()
    },
    onChange: (type, { namespace, digest }) => {
      if (type === 'DELETED') holding.delete(namespace)
      else holding.set(namespace, digest)
      if (!isRight(namespace)) copies.wake()
    },
    onProblem: problemOf(`ConfigMaps ${configMap}`),
  })

  return {
    isIn: isRight,
    putInto: async (namespace) => {
      // With a selector, a namespace that is not among the selected may have been made just now, or not be meant.
      if (selector !== undefined && namespaces?.has(namespace) !== true) return false
      return isRight(namespace) || copies.writeNow(namespace)
    },
    wake: copies.wake,
    counts: () => {
      const all = [...(namespaces ?? [])]
      return { wanted: all.length, right: all.filter(isRight).length, ...copies.counts() }
    },
  }
}
