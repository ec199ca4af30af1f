/** Takes an object away, if it is ours. */
import { textOf, valueAt, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import { manager } from './find-installation.ts'
import { pathOfObject } from './locate.ts'

export type Removed = 'removed' | 'not there:' | `left (${string}):`

/** The webhook itself labels what it makes in the cluster. */
const ours: readonly (string | undefined)[] = [manager, 'podpass-webhook']

export async function removeObject(
  client: KubernetesClient,
  object: JsonObject,
  options: { readonly dryRun?: boolean; readonly isOurs?: boolean } = {},
): Promise<Removed> {
  const found = await client.get(pathOfObject(object))
  if (!found.ok) return found.problem.code === 404 ? 'not there:' : `left (${found.problem.message}):`
  const by = textOf(valueAt(found.value, 'metadata', 'labels', 'app.kubernetes.io/managed-by'))
  if (options.isOurs !== true && !ours.includes(by)) return `left (of ${by ?? 'somebody else'}):`
  const answer = await client.request('DELETE', pathOfObject(object), {
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      // What was looked at, and nothing that took its place meanwhile.
      preconditions: { uid: valueAt(found.value, 'metadata', 'uid') },
      propagationPolicy: 'Background',
      ...(options.dryRun === true && { dryRun: ['All'] }),
    },
  })
  return answer.ok || answer.problem.code === 404 ? 'removed' : `left (${answer.problem.message}):`
}
