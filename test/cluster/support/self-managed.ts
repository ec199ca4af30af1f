/** What a webhook that keeps its own certificates has in a cluster: namespace, ServiceAccount, least rights, and its token. */
import assert from 'node:assert/strict'
import { requestToken, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import { createNamespace, createServiceAccount, valueOf } from './objects.ts'
import type { Cluster } from './with-cluster.ts'

const rbac = '/apis/rbac.authorization.k8s.io/v1'
const apiGroup = 'rbac.authorization.k8s.io'

/** Secret and Lease are called `hook`, the configuration as the namespace is. */
export async function createSelfManagedAccount(cluster: Cluster, namespace: string): Promise<() => string> {
  const { client } = cluster
  await createNamespace(cluster, namespace)
  await createServiceAccount(client, namespace, 'hook')
  const subjects = [{ kind: 'ServiceAccount', namespace, name: 'hook' }]
  const bind = async (
    base: string,
    kind: 'Role' | 'ClusterRole',
    rules: readonly JsonObject[],
  ): Promise<void> => {
    const metadata = { name: namespace }
    const plural = kind === 'Role' ? 'roles' : 'clusterroles'
    const bindings = kind === 'Role' ? 'rolebindings' : 'clusterrolebindings'
    valueOf(await client.create(`${base}/${plural}`, { metadata, rules }))
    const roleRef = { apiGroup, kind, name: namespace }
    valueOf(await client.create(`${base}/${bindings}`, { metadata, roleRef, subjects }))
  }
  await bind(rbac, 'ClusterRole', [
    { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get', 'list', 'watch'] },
    {
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['mutatingwebhookconfigurations'],
      resourceNames: [namespace],
      verbs: ['get', 'list', 'watch', 'patch'],
    },
  ])
  await bind(`${rbac}/namespaces/${namespace}`, 'Role', [
    {
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: ['hook'],
      verbs: ['get', 'list', 'watch', 'patch'],
    },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      resourceNames: ['hook'],
      verbs: ['get', 'update'],
    },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    { apiGroups: [''], resources: ['secrets', 'events'], verbs: ['create'] },
  ])
  const requested = await requestToken(client, { namespace, serviceAccount: 'hook' })
  assert.ok(requested.ok)
  return () => requested.token
}
