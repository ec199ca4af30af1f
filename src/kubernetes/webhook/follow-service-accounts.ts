/** Knows the annotations of all ServiceAccounts that matter, and asks the API server itself for one that is missing. */
import type { JsonObject, KubernetesClient } from '../api/index.ts'
import { follow, objectOf, pathOf, textOf, valueAt } from '../api/index.ts'
import { findAnnotations } from './find-annotations.ts'
import type { Annotations } from './identity.ts'
import { isOfInterest } from './near-miss.ts'

export interface AccountLookup {
  readonly find: (namespace: string, name: string) => Promise<Annotations | undefined>
  /** Whether the list has been read once. */
  readonly isReady: () => boolean
  readonly size: () => number
  /** Seconds since the list or the watch last said anything. */
  readonly age: () => number | undefined
  readonly entries: () => Iterable<readonly [key: string, annotations: Annotations]>
}

export interface AccountLookupNeeds {
  readonly client: KubernetesClient
  readonly annotationPrefix: string
  readonly signal: AbortSignal
  readonly onProblem?: (message: string) => void
}

/**
 * Of an account that is known only its own annotations are kept, and those without any as a name.
 * One that is not known is asked for: a pod may follow its ServiceAccount faster than the watch does.
 */
export function followServiceAccounts(needs: AccountLookupNeeds): AccountLookup {
  const known = new Map<string, Annotations>()
  let ready = false
  let heard: number | undefined
  const remember = (account: JsonObject): void =>
    void known.set(keyOf(account), relevant(account, needs.annotationPrefix))
  void follow(needs.client, {
    path: pathOf('serviceaccounts'),
    signal: needs.signal,
    onList: (accounts) => {
      known.clear()
      accounts.forEach(remember)
      ready = true
      heard = performance.now()
    },
    onChange: (type, account) => {
      heard = performance.now()
      if (type === 'DELETED') known.delete(keyOf(account))
      else remember(account)
    },
    onProblem: (problem) => needs.onProblem?.(problem.message),
  })
  return {
    isReady: () => ready,
    size: () => known.size,
    age: () => (heard === undefined ? undefined : (performance.now() - heard) / 1000),
    entries: () => known.entries(),
    find: async (namespace, name) =>
      known.get(`${namespace}/${name}`) ?? findAnnotations(needs.client, namespace, name),
  }
}

const nothing: Annotations = Object.freeze({})

function relevant(account: JsonObject, prefix: string): Annotations {
  const annotations = Object.entries(objectOf(valueAt(account, 'metadata', 'annotations')))
  const kept = annotations.filter(([name]) => isOfInterest(name, prefix))
  return kept.length === 0 ? nothing : Object.fromEntries(kept)
}

const keyOf = (account: JsonObject): string =>
  `${textOf(valueAt(account, 'metadata', 'namespace')) ?? ''}/${textOf(valueAt(account, 'metadata', 'name')) ?? ''}`
