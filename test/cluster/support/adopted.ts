/** A real cluster that EKS takes for its own, with the least rights that this needs, and its webhook beside it. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { pathOf, requestToken, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import { openLocalCa } from '../../../src/server/certificates/index.ts'
import { valueOf } from './objects.ts'
import { startPodpass } from './program.ts'
import { configurationOf, configurations, createWebhookAccount } from './webhook.ts'
import type { Cluster } from './with-cluster.ts'

/** The path of a kubeconfig that may have tokens reviewed, as the page on adopting a cluster says. */
export async function writeAdoptingKubeconfig(cluster: Cluster): Promise<string> {
  const [namespace, name] = ['kube-system', 'podpass']
  valueOf(await cluster.client.create(pathOf('serviceaccounts', namespace), { metadata: { name } }))
  valueOf(
    await cluster.client.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
      subjects: [{ kind: 'ServiceAccount', namespace, name }],
    }),
  )
  const requested = await requestToken(cluster.client, { namespace, serviceAccount: name })
  assert.ok(requested.ok)
  return writeKubeconfig(cluster, name, requested.token)
}

/** `podpass webhook` for the pods of the namespace `default`, with these associations. */
export async function startWebhookBeside(cluster: Cluster, associations: readonly object[]): Promise<void> {
  const directory = join(cluster.directory, 'webhook')
  mkdirSync(directory)
  const identities = join(directory, 'identities.json')
  writeFileSync(identities, JSON.stringify({ identities: associations }))
  const ca = await openLocalCa({ directory, clock: Date.now })
  const { cert, key } = await ca.issueServerCertificate({ names: ['localhost'], ips: ['127.0.0.1'] })
  const [certFile, keyFile] = [join(directory, 'tls.crt'), join(directory, 'tls.key')]
  writeFileSync(certFile, cert)
  writeFileSync(keyFile, key, { mode: 0o600 })
  const token = await createWebhookAccount(cluster)
  const flags = {
    kubeconfig: writeKubeconfig(cluster, 'webhook', token()),
    'in-cluster': 'false',
    'bind-address': '127.0.0.1',
    port: '0',
    'metrics-port': '0',
    'tls-cert': certFile,
    'tls-key': keyFile,
    'watch-container-credentials-config': identities,
    'shutdown-delay': '0s',
  }
  const words = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)
  const webhook = startPodpass(['webhook', 'serve', ...words])
  after(() => webhook.stop())
  await webhook.prints(/serving on 127\.0\.0\.1:\d+/)
  const [, port] = /serving on 127\.0\.0\.1:(\d+)/.exec(webhook.printed())!
  const wish = { name: 'beside', namespaceLabels: { 'kubernetes.io/metadata.name': 'default' } }
  const url = `https://127.0.0.1:${port}/mutate`
  valueOf(await cluster.client.create(configurations, configurationOf(wish, url, ca.certificate)))
}

function writeKubeconfig(cluster: Cluster, name: string, token: string): string {
  const path = join(cluster.directory, `${name}.kubeconfig`)
  const own = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8')) as JsonObject
  writeFileSync(path, JSON.stringify({ ...own, users: [{ name: 'admin', user: { token } }] }), {
    mode: 0o600,
  })
  return path
}
