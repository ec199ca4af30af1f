/** What kubectl prints to users who may not, on a real API server and on the embedded one: letter by letter the same, and as Kubernetes says it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createClient, pathOf, requestToken, type KubernetesClient } from '../../src/kubernetes/api/index.ts'
import denials from './cases/denials.json' with { type: 'json' }
import { startEmbeddedCluster } from './support/embedded.ts'
import { hasKubectl, kubectl, type Ran } from './support/kubectl.ts'
import { createNamespace, createServiceAccount, until, valueOf } from './support/objects.ts'
import { withCluster } from './support/with-cluster.ts'

const user = 'system:serviceaccount:shop:reader'
const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop'

if (!hasKubectl) void test('what kubectl is refused', { skip: 'there is no kubectl' })
else
  await withCluster({}, async (cluster) => {
    const embedded = await startEmbeddedCluster()
    const client = createClient(embedded.facts)
    const directory = mkdtempSync(join(tmpdir(), 'podpass-rbac-'))
    after(async () => {
      client.close()
      await embedded.stop()
      rmSync(directory, { recursive: true, force: true })
    })
    const targets = [
      { title: 'real', client: cluster.client, hasControllers: cluster.hasControllers },
      { title: 'embedded', client, hasControllers: true },
    ]
    const readers = new Map<string, (words: string) => Promise<Ran>>()
    for (const { title, ...target } of targets) {
      await createNamespace(target, 'shop')
      const token = await createReader(target.client)
      const flags = ['--server', target.client.server, '--insecure-skip-tls-verify', '--token', token]
      const kubeconfig = join(directory, `${title}-none`)
      readers.set(title, (words) => kubectl({ kubeconfig }, [...flags, ...words.split(' ')]))
    }

    for (const { title } of targets) {
      const asReader = readers.get(title)!
      test(`${title}: whoever may read pods reads them`, async () => {
        await until('its Role counts', async () => (await asReader('get pod web -n shop')).code === 0)
      })

      for (const { words, says } of denials)
        test(`${title}: refuses: kubectl ${words}`, async () => {
          const { code, stdout, stderr } = await asReader(words)
          assert.deepEqual([code, stdout], [1, ''])
          assert.equal(stderr, `${says.replaceAll('USER', `User "${user}"`)}\n`)
        })
    }
  })

/** It may get and list pods of its namespace, and nothing else; a pod is there. */
async function createReader(client: KubernetesClient): Promise<string> {
  const metadata = { name: 'reader' }
  await createServiceAccount(client, 'shop', 'reader')
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]
  valueOf(await client.create(`${rbac}/roles`, { metadata, rules }))
  valueOf(
    await client.create(`${rbac}/rolebindings`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace: 'shop' }],
    }),
  )
  const spec = { nodeName: 'nowhere', containers: [{ name: 'c', image: 'busybox' }] }
  valueOf(await client.create(pathOf('pods', 'shop'), { metadata: { name: 'web' }, spec }))
  const requested = await requestToken(client, { namespace: 'shop', serviceAccount: 'reader' })
  assert.ok(requested.ok)
  return requested.token
}
