/** Makes objects on an API server, and waits for what its controllers make of them. */
import assert from 'node:assert/strict'
import {
  pathOf,
  type ApiAnswer,
  type JsonObject,
  type KubernetesClient,
} from '../../../src/kubernetes/api/index.ts'
import type { Cluster } from './with-cluster.ts'

/** The value of an answer that must be none of refusal. */
export function valueOf(answer: ApiAnswer): JsonObject {
  assert.ok(answer.ok, answer.ok ? '' : `${answer.problem.code} ${answer.problem.message}`)
  return answer.value
}

/** A namespace in which pods can be created. */
export async function createNamespace(
  { client, hasControllers }: Pick<Cluster, 'client' | 'hasControllers'>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  valueOf(
    await client.create(pathOf('namespaces'), {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    }),
  )
  if (!hasControllers) await createServiceAccount(client, name, 'default')
  await until(
    `the default ServiceAccount of ${name}`,
    async () => (await client.get(pathOf('serviceaccounts', name, 'default'))).ok,
  )
}

export async function createServiceAccount(
  client: KubernetesClient,
  namespace: string,
  name: string,
  annotations: Readonly<Record<string, string>> = {},
): Promise<JsonObject> {
  const object = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, annotations } }
  return valueOf(await client.create(pathOf('serviceaccounts', namespace), object))
}

/** Milliseconds; a machine that is busy with other tests takes a while. */
const longestWait = 60_000

export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + longestWait
  while (!(await holds())) {
    if (Date.now() > deadline) assert.fail(`${what}: not within ${longestWait / 1000} seconds`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
