/** Looks a ServiceAccount's annotations up through the Kubernetes API. */
import { objectOf, pathOf, textOf, valueAt, type KubernetesClient } from '../../api/index.ts'
import type { Annotations } from '../identity.ts'
import { isName } from './read-account.ts'

/** Undefined when there is no such ServiceAccount; rejects when that cannot be told. */
export async function findAnnotations(
  client: KubernetesClient,
  namespace: string,
  name: string,
): Promise<Annotations | undefined> {
  if (!isName(namespace) || !isName(name)) return undefined
  // The API server waits ten seconds for the webhook; the reason is to reach it before that.
  const answer = await client.request('GET', pathOf('serviceaccounts', namespace, name), { timeout: 5000 })
  if (answer.ok) return readAnnotations(answer.value)
  if (answer.problem.code === 404) return undefined
  throw new Error(answer.problem.message)
}

const readAnnotations = (account: Readonly<Record<string, unknown>>): Annotations =>
  Object.fromEntries(
    Object.entries(objectOf(valueAt(account, 'metadata', 'annotations'))).flatMap(([key, value]) => {
      const text = textOf(value)
      return text === undefined ? [] : [[key, text]]
    }),
  )
