/** The annotations of all ServiceAccounts, read once, and again of those on which a finding rests. */
import { pathOf, textOf, valueAt, walkList, type ApiProblem, type KubernetesClient } from '../../api/index.ts'
import type { Annotations } from '../identity.ts'
import { keyOf, readAccount } from '../live/read-account.ts'

export interface AccountListNeeds {
  readonly client: KubernetesClient
  readonly annotationPrefix: string
  /** All of them when left out. */
  readonly namespace?: string
  readonly signal: AbortSignal
}

export type AccountList =
  | {
      readonly ok: true
      readonly find: (
        namespace: string,
        name: string,
        again: boolean,
      ) => Promise<Annotations | undefined> | Annotations | undefined
    }
  | { readonly ok: false; readonly problem: ApiProblem }

export async function listAccounts(needs: AccountListNeeds): Promise<AccountList> {
  const { client, annotationPrefix, namespace, signal } = needs
  const known = new Map<string, Annotations>()
  const path = pathOf('serviceaccounts', namespace)
  const problem = await walkList(client, {
    path,
    signal,
    onItem: (object) => {
      const { key, annotations } = readAccount(object, annotationPrefix)
      known.set(key, annotations)
    },
  })
  if (problem !== undefined) return { ok: false, problem }
  /** A pod that came after the list may have been given what its account has said since. */
  const asked = new Set<string>()
  return {
    ok: true,
    find: async (space, name, again) => {
      const key = keyOf(space, name)
      if (!again || asked.has(key)) return known.get(key)
      asked.add(key)
      const answer = await client.get(pathOf('serviceaccounts', space, name))
      if (answer.ok && textOf(valueAt(answer.value, 'metadata', 'name')) === name)
        known.set(key, readAccount(answer.value, annotationPrefix).annotations)
      else if (!answer.ok && answer.problem.code === 404) known.delete(key)
      return known.get(key)
    },
  }
}
