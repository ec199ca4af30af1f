/** What the webhook says, as kubectl prints it and as the audit log of a real API server keeps it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { parse } from 'yaml'
import { objectOf, textOf, valueAt, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { hasKubectl, kubectl } from './support/kubectl.ts'
import { createNamespace, createServiceAccount, until } from './support/objects.ts'
import { createWebhookAccount, registerWebhook } from './support/webhook.ts'
import { withCluster } from './support/with-cluster.ts'

interface Case {
  readonly name: string
  readonly serviceAccount: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly container?: JsonObject
  readonly spec?: JsonObject
  readonly refused?: string
  readonly warnings: readonly string[]
  readonly audit: Readonly<Record<string, string>>
}

const cases = parse(readFileSync(new URL('cases/messages.yaml', import.meta.url), 'utf8')) as readonly Case[]
const namespace = 'messages'
const needsKubectl = hasKubectl ? {} : { skip: 'there is no kubectl in PATH' }

await withCluster({}, async (cluster) => {
  const { client } = cluster
  await createNamespace(cluster, namespace, { hook: 'messages' })
  const webhook = await registerWebhook(cluster, await createWebhookAccount(cluster), {
    name: 'messages',
    namespaceLabels: { hook: 'messages' },
    options: { defaultRegion: 'eu-west-1' },
  })
  after(() => webhook.close())

  for (const [index, item] of cases.entries())
    test(`kubectl and the audit log tell of ${item.name}`, needsKubectl, async () => {
      const name = `case-${index}`
      await createServiceAccount(client, namespace, name, item.serviceAccount)
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace, annotations: item.annotations ?? {} },
        spec: {
          serviceAccountName: name,
          containers: [{ name: 'c', image: 'busybox', ...item.container }],
          ...item.spec,
        },
      }
      const { code, stderr } = await kubectl(cluster, ['create', '-f', '-'], JSON.stringify(pod))
      const lines = stderr.split('\n').filter((line) => line !== '')
      const warnings = lines.filter((line) => line.startsWith('Warning: '))
      assert.deepEqual(
        warnings,
        item.warnings.map((text) => `Warning: ${text}`),
      )
      assert.equal(code, item.refused === undefined ? 0 : 1, stderr)
      const [refusal] = lines.filter((line) => !line.startsWith('Warning: '))
      assert.equal(refusal?.split(' denied the request: ')[1], item.refused)
      assert.deepEqual(await auditOf(name), item.audit)
    })

  /** The webhook's own annotations of the creation of a pod. */
  async function auditOf(name: string): Promise<Readonly<Record<string, string>>> {
    const find = (): JsonObject | undefined =>
      readFileSync(cluster.auditLog, 'utf8')
        .split('\n')
        .filter((line) => line.includes(`"name":"${name}"`))
        .map((line) => JSON.parse(line) as JsonObject)
        .find((entry) => valueAt(entry, 'objectRef', 'namespace') === namespace)
    await until(`the audit entry of ${name}`, () => find() !== undefined)
    const prefix = 'iam-for-pods.amazonaws.com/'
    const own = Object.entries(objectOf(find()?.['annotations']))
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), textOf(text) ?? ''])
    return Object.fromEntries(own) as Record<string, string>
  }
})
