/** Pods that came before their webhook, and what `podpass webhook report` is asked about them. */
import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { after, before } from 'node:test'
import { podpass, type Outcome } from '../../../src/cli/podpass.test-support.ts'
import { isObject, listOf, pathOf, valueAt, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import { playKubelet } from './kubelet.ts'
import { createNamespace, createServiceAccount, until, valueOf } from './objects.ts'
import { createWebhookAccount, registerWebhook, type RegisteredWebhook } from './webhook.ts'
import type { Cluster } from './with-cluster.ts'

export const annotation = 'eks.amazonaws.com/role-arn'
export const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`
export const apps = (namespace: string, plural: string): string =>
  `/apis/apps/v1/namespaces/${namespace}/${plural}`

export const template = (app: string, more: JsonObject = {}): JsonObject => ({
  metadata: { labels: { app }, ...more },
  spec: { serviceAccountName: 'web', containers: [{ name: 'c', image: 'busybox' }] },
})

export interface ReportedFinding {
  readonly namespace: string
  readonly pod: string
  readonly code: string
  readonly command?: string
  readonly owner: { readonly kind: string; readonly name: string }
}

export interface Reported {
  readonly checked: number
  readonly excluded: number
  readonly notes: readonly string[]
  readonly findings: readonly ReportedFinding[]
}

/** Stands when the first test begins. */
export function reportScene(cluster: Cluster) {
  const { client, kubeconfig } = cluster
  const run = (...words: readonly string[]): Promise<Outcome> =>
    podpass(['webhook', 'report', '--kubeconfig', kubeconfig, ...words], {
      timeout: 120_000,
      cwd: dirname(kubeconfig),
    })
  const report = async (...words: readonly string[]): Promise<{ code: number | null; said: Reported }> => {
    const { code, stdout, stderr } = await run('--json', ...words)
    assert.equal(stderr, '')
    return { code, said: JSON.parse(stdout) as Reported }
  }
  const create = async (path: string, name: string, spec: JsonObject, more: JsonObject = {}) =>
    valueOf(await client.create(path, { metadata: { name, ...more }, spec }))
  const deployment = (namespace: string, name: string, replicas = 2): Promise<JsonObject> =>
    create(apps(namespace, 'deployments'), name, {
      replicas,
      selector: { matchLabels: { app: name } },
      template: template(name),
    })
  const podsOf = async (namespace: string, app: string): Promise<readonly JsonObject[]> =>
    listOf(
      valueOf(
        await client.request('GET', pathOf('pods', namespace), { query: { labelSelector: `app=${app}` } }),
      )['items'],
    ).filter(isObject)
  const roleOf = (pod: JsonObject): unknown =>
    listOf(valueAt(listOf(valueAt(pod, 'spec', 'containers'))[0], 'env'))
      .filter(isObject)
      .find((each) => each['name'] === 'AWS_ROLE_ARN')?.['value']
  const annotate = async (namespace: string, roleArn: string | null): Promise<void> =>
    void valueOf(
      await client.patch(pathOf('serviceaccounts', namespace, 'web'), {
        metadata: { annotations: { [annotation]: roleArn } },
      }),
    )

  const kubelet = playKubelet(cluster, ['shop', 'other'])
  let webhook: RegisteredWebhook | undefined
  after(async () => {
    await webhook?.close()
    await kubelet.stop()
  })

  before(async () => {
    for (const [namespace, labels] of [
      ['shop', { irsa: 'yes' }],
      ['other', {}],
    ] as const) {
      await createNamespace(cluster, namespace, labels)
      await createServiceAccount(client, namespace, 'web', { [annotation]: role('web') })
      await deployment(namespace, 'early')
    }
    const bare = { apiVersion: 'v1', kind: 'Pod', ...template('bare') }
    valueOf(
      await client.create(pathOf('pods', 'shop'), {
        ...bare,
        metadata: { name: 'bare', labels: { app: 'bare' } },
      }),
    )
    const skips = { annotations: { 'eks.amazonaws.com/skip-containers': 'c' } }
    valueOf(await client.create(pathOf('pods', 'shop'), { ...bare, metadata: { name: 'skips', ...skips } }))
    await create(apps('shop', 'replicasets'), 'lonely', {
      replicas: 2,
      selector: { matchLabels: { app: 'lonely' } },
      template: template('lonely'),
    })
    for (const app of ['early', 'lonely'])
      await until(`the pods of ${app}`, async () => (await podsOf('shop', app)).length === 2)
    webhook = await registerWebhook(cluster, await createWebhookAccount(cluster), {
      name: 'pod-identity-webhook',
      namespaceLabels: { irsa: 'yes' },
    })
  })

  return { run, report, create, deployment, podsOf, roleOf, annotate, kubelet, webhook: () => webhook! }
}
