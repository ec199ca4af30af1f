/** Finds out whether the webhook is installed already, by whom and how. */
import { isObject, textOf, valueAt, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import { pathOfObject } from './locate.ts'

export const manager = 'podpass'

/** What was chosen stands beside what came of it, so that an upgrade starts from there. */
const noteName = 'podpass.dev/installation'

export type Installation =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'ours'
      readonly namespace: string
      readonly given: JsonObject
      readonly live: JsonObject
    }
  /** Helm's, upstream's, or somebody's by hand. */
  | { readonly kind: 'foreign'; readonly by: string }
  | { readonly kind: 'unknown'; readonly problem: string }

export async function findInstallation(client: KubernetesClient, name: string): Promise<Installation> {
  const answer = await client.get(
    pathOfObject({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name },
    }),
  )
  if (!answer.ok)
    return answer.problem.code === 404
      ? { kind: 'none' }
      : { kind: 'unknown', problem: answer.problem.message }
  const by = textOf(valueAt(answer.value, 'metadata', 'labels', 'app.kubernetes.io/managed-by'))
  const note = readNote(valueAt(answer.value, 'metadata', 'annotations', noteName))
  return by === manager && note !== undefined
    ? { kind: 'ours', ...note, live: answer.value }
    : { kind: 'foreign', by: by ?? 'somebody else' }
}

export const noteOf = (namespace: string, given: JsonObject): JsonObject => ({
  [noteName]: JSON.stringify({ namespace, values: given }),
})

function readNote(text: unknown): { readonly namespace: string; readonly given: JsonObject } | undefined {
  try {
    const note: unknown = JSON.parse(textOf(text) ?? '')
    const [namespace, given] = [textOf(valueAt(note, 'namespace')), valueAt(note, 'values')]
    return namespace !== undefined && isObject(given) ? { namespace, given } : undefined
  } catch {
    return undefined
  }
}
