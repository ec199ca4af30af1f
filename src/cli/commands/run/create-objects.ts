/** Creates objects on the API server in their order; what is there already is kept or brought up to the manifest. */
import {
  objectOf,
  pathOf,
  textOf,
  valueAt,
  type ApiAnswer,
  type JsonObject,
  type KubernetesClient,
  type Plural,
} from '../../../kubernetes/api/index.ts'
import { Failure } from '../../failure.ts'
import { isPod } from './manifests.ts'

const plurals: Readonly<Record<string, Plural>> = {
  Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts',
  Pod: 'pods',
}

/** Returns the pods as the API server made them, changed by its webhooks. */
export async function createObjects(
  client: KubernetesClient,
  objects: readonly JsonObject[],
  say: (text: string) => void,
): Promise<readonly JsonObject[]> {
  const pods: JsonObject[] = []
  try {
    for (const object of objects) {
      const created = await createObject(client, object, say)
      if (isPod(object)) pods.push(created)
    }
    return pods
  } catch (error) {
    for (const pod of pods) await removePod(client, pod)
    throw error
  }
}

/** A pod that did not run would stand in the way of its own manifest once that is mended. */
export async function removePod(client: KubernetesClient, pod: JsonObject): Promise<void> {
  const namespace = textOf(valueAt(pod, 'metadata', 'namespace')) ?? 'default'
  await client.delete(pathOf('pods', namespace, textOf(valueAt(pod, 'metadata', 'name')) ?? ''))
}

async function createObject(
  client: KubernetesClient,
  object: JsonObject,
  say: (text: string) => void,
): Promise<JsonObject> {
  const plural = plurals[textOf(object['kind']) ?? '']!
  const namespace =
    plural === 'namespaces' ? '' : (textOf(valueAt(object, 'metadata', 'namespace')) ?? 'default')
  const name = textOf(valueAt(object, 'metadata', 'name'))
  if (plural === 'pods' && name !== undefined) await removeFinished(client, namespace, name)
  const wanted = plural === 'pods' ? runHere(object) : object
  const created = await client.create(pathOf(plural, namespace), wanted)
  if (created.ok) {
    for (const warning of created.warnings) say(`Warning: ${warning}`)
    say(`${kindAndName(created.value)} created`)
    return created.value
  }
  if (created.problem.reason === 'AlreadyExists' && plural === 'pods')
    throw new Failure(
      `${created.problem.message}: it runs, or its run was cut off; remove it with: kubectl delete pod ${name} --namespace ${namespace}`,
    )
  if (created.problem.reason !== 'AlreadyExists' || name === undefined) return refuse(created)
  const patched = await bringUp(client, pathOf(plural, namespace, name), object)
  return patched.ok ? patched.value : refuse(patched)
}

/** No scheduler is to give a node what runs here. */
function runHere(pod: JsonObject): JsonObject {
  const spec = objectOf(pod['spec'])
  return { ...pod, spec: { schedulerName: 'podpass-run', ...spec } }
}

/** Labels and annotations of a ServiceAccount or Namespace that is there already are set as the manifest has them. */
function bringUp(client: KubernetesClient, path: string, object: JsonObject): Promise<ApiAnswer> {
  const { annotations, labels } = objectOf(object['metadata'])
  return annotations === undefined && labels === undefined
    ? client.get(path)
    : client.patch(path, { metadata: { annotations, labels } })
}

/** A pod that has ended makes room for the next run of its manifest; one that still runs stays, and the creation fails. */
async function removeFinished(client: KubernetesClient, namespace: string, name: string): Promise<void> {
  const found = await client.get(pathOf('pods', namespace, name))
  const phase = found.ok ? textOf(valueAt(found.value, 'status', 'phase')) : undefined
  if (phase === 'Succeeded' || phase === 'Failed') await client.delete(pathOf('pods', namespace, name))
}

const kindAndName = (object: JsonObject): string =>
  `${textOf(object['kind'])?.toLowerCase()}/${textOf(valueAt(object, 'metadata', 'name'))}`

function refuse(answer: ApiAnswer): never {
  throw new Failure(answer.ok ? 'unreachable' : `the API server refused: ${answer.problem.message}`)
}
