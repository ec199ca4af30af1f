/** A cluster into which the webhook is installed, and what is asked of it there again and again. */
import assert from 'node:assert/strict'
import { podpass, type Outcome } from '../../../src/cli/podpass.test-support.ts'
import { listOf, pathOf, valueAt, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import { stubResources } from './install.ts'
import { createNamespace, createServiceAccount, valueOf } from './objects.ts'
import type { Cluster } from './with-cluster.ts'

export const role = 'arn:aws:iam::111122223333:role/app'
export const configurations = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'
export async function openInstallScene(cluster: Cluster) {
  const { client } = cluster
  await createNamespace(cluster, 'hooks')
  await createNamespace(cluster, 'shop')
  await createServiceAccount(client, 'shop', 'app', { 'eks.amazonaws.com/role-arn': role })
  await stubResources(client)

  const run = (words: string): Promise<Outcome> =>
    podpass(['webhook', ...words.split(' '), '--kubeconfig', cluster.kubeconfig], { timeout: 120_000 })
  const succeed = async (words: string): Promise<string> => {
    const { code, stdout, stderr } = await run(words)
    assert.equal(code, 0, stdout + stderr)
    return stdout
  }
  const refuse = async (message: RegExp, words: string): Promise<string> => {
    const { code, stdout, stderr } = await run(words)
    assert.deepEqual([code, message.test(stderr)], [1, true], stdout + stderr)
    return stdout + stderr
  }
  const policies = async (name = 'pod-identity-webhook'): Promise<readonly unknown[]> =>
    listOf(valueOf(await client.get(`${configurations}/${name}`))['webhooks']).map((webhook) =>
      valueAt(webhook, 'failurePolicy'),
    )
  /** The role that a pod gets, if any. */
  const roleOfPod = async (namespace = 'shop', serviceAccountName = 'app'): Promise<unknown> => {
    const pod = valueOf(
      await client.create(
        pathOf('pods', namespace),
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { generateName: 'p-' },
          spec: { serviceAccountName, containers: [{ name: 'c', image: 'i' }] },
        },
        { dryRun: 'All' },
      ),
    )
    const [container] = listOf(valueAt(pod, 'spec', 'containers'))
    return listOf(valueAt(container, 'env'))
      .filter((variable) => valueAt(variable, 'name') === 'AWS_ROLE_ARN')
      .map((variable) => valueAt(variable, 'value'))[0]
  }

  return { run, succeed, refuse, policies, roleOfPod }
}

/** The API server looks into certificates, and those of the cases are none. */
export function withRealAuthority(object: JsonObject, ca: string): JsonObject {
  const authority = `"caBundle":"${Buffer.from(ca).toString('base64')}"`
  return JSON.parse(JSON.stringify(object).replaceAll(/"caBundle":"[^"]*"/g, authority)) as JsonObject
}
