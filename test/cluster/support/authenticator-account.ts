/** A ServiceAccount for the authenticator with the rights that its page names, and a kubeconfig of it. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { pathOf, requestToken, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import { valueOf } from './objects.ts'
import type { Cluster } from './with-cluster.ts'

const rbac = '/apis/rbac.authorization.k8s.io/v1'
const [namespace, name] = ['kube-system', 'podpass-authenticator']

export async function createAuthenticatorAccount(cluster: Cluster, kubeconfig: string): Promise<void> {
  const { client } = cluster
  const page = readFileSync(new URL('../../../docs/login.md', import.meta.url), 'utf8')
  const role = parse(/```yaml\n(apiVersion: rbac[^]*?)```/.exec(page)![1]!) as JsonObject
  valueOf(await client.create(pathOf('serviceaccounts', namespace), { metadata: { name } }))
  valueOf(await client.create(`${rbac}/clusterroles`, role))
  valueOf(
    await client.create(`${rbac}/clusterrolebindings`, {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', namespace, name }],
    }),
  )
  const requested = await requestToken(client, { namespace, serviceAccount: name })
  assert.ok(requested.ok)
  const own = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8')) as JsonObject
  writeFileSync(
    kubeconfig,
    JSON.stringify({ ...own, users: [{ name: 'admin', user: { token: requested.token } }] }),
  )
}
