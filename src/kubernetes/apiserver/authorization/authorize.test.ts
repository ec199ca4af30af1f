import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../api/index.ts'
import { valueAt } from '../../api/index.ts'
import { createTestCluster, digest } from '../server.test-support.ts'

const rbac = '/apis/rbac.authorization.k8s.io/v1'

async function createClusterWithJane() {
  const cluster = await createTestCluster({
    credentials: [
      { tokenSha256: digest('admin'), user: { username: 'admin', groups: ['system:masters'] } },
      { tokenSha256: digest('jane'), user: { username: 'jane', groups: ['dev'] } },
    ],
  })
  const make = (path: string, body: JsonObject, token = 'admin') =>
    cluster.send('POST', path, { body, token })
  return {
    ...cluster,
    make,
    asJane: (method: string, path: string) => cluster.send(method, path, { token: 'jane' }),
  }
}

const bindTo = (kind: string, name: string, subject: JsonObject): JsonObject => ({
  metadata: { name },
  roleRef: { kind, name },
  subjects: [subject],
})

test('who has no role is refused in the words of kube-apiserver', async () => {
  const { asJane } = await createClusterWithJane()
  const { status, body } = await asJane('GET', '/apis/apps/v1/namespaces/default/deployments/web')
  assert.equal(status, 403)
  assert.equal(
    body['message'],
    'deployments.apps "web" is forbidden: User "jane" cannot get resource "deployments" in API group "apps" in the namespace "default"',
  )
  assert.deepEqual(body['details'], { name: 'web', group: 'apps', kind: 'deployments' })
})

test('a role that is bound in a namespace allows what it says, there', async () => {
  const { make, asJane } = await createClusterWithJane()
  const rules = [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }]
  await make(`${rbac}/namespaces/default/roles`, { metadata: { name: 'see' }, rules })
  await make(`${rbac}/namespaces/default/rolebindings`, bindTo('Role', 'see', { kind: 'Group', name: 'dev' }))
  assert.equal((await asJane('GET', '/api/v1/namespaces/default/pods')).status, 200)
  assert.equal((await asJane('GET', '/api/v1/namespaces/kube-system/pods')).status, 403)
  assert.equal((await asJane('GET', '/api/v1/pods')).status, 403)
  assert.equal((await asJane('DELETE', '/api/v1/namespaces/default/pods/x')).status, 403)
  assert.equal((await asJane('GET', '/api/v1/namespaces/default/secrets')).status, 403)
})

test('a rule with names allows those alone', async () => {
  const { make, asJane } = await createClusterWithJane()
  const rules = [
    { apiGroups: [''], resources: ['configmaps'], resourceNames: ['kube-root-ca.crt'], verbs: ['get'] },
  ]
  await make(`${rbac}/clusterroles`, { metadata: { name: 'one' }, rules })
  await make(`${rbac}/clusterrolebindings`, bindTo('ClusterRole', 'one', { kind: 'User', name: 'jane' }))
  assert.equal((await asJane('GET', '/api/v1/namespaces/default/configmaps/kube-root-ca.crt')).status, 404)
  assert.equal((await asJane('GET', '/api/v1/namespaces/default/configmaps/other')).status, 403)
  assert.equal((await asJane('GET', '/api/v1/namespaces/default/configmaps')).status, 403)
})

test('the roles that every cluster has work: view sees pods and no secrets', async () => {
  const { make, asJane } = await createClusterWithJane()
  await make(`${rbac}/clusterrolebindings`, bindTo('ClusterRole', 'view', { kind: 'User', name: 'jane' }))
  assert.equal((await asJane('GET', '/api/v1/pods')).status, 200)
  assert.equal((await asJane('GET', '/apis/apps/v1/deployments')).status, 200)
  assert.equal((await asJane('GET', '/api/v1/secrets')).status, 403)
})

test('a binding whose role is not there is told of', async () => {
  const { make, asJane } = await createClusterWithJane()
  await make(`${rbac}/clusterrolebindings`, bindTo('ClusterRole', 'nosuch', { kind: 'User', name: 'jane' }))
  const { body } = await asJane('GET', '/api/v1/nodes')
  assert.equal(
    body['message'],
    'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope: RBAC: clusterrole.rbac.authorization.k8s.io "nosuch" not found',
  )
})

test('nobody grants what they may not do themselves', async () => {
  const { make } = await createClusterWithJane()
  await make(`${rbac}/clusterrolebindings`, bindTo('ClusterRole', 'admin', { kind: 'User', name: 'jane' }))
  const role = (verbs: readonly string[], resource: string): JsonObject => ({
    metadata: { name: resource },
    rules: [{ apiGroups: [''], resources: [resource], verbs }],
  })
  const roles = `${rbac}/namespaces/default/roles`
  assert.equal((await make(roles, role(['get'], 'pods'), 'jane')).status, 201)
  const { status, body } = await make(roles, role(['*'], 'nodes'), 'jane')
  assert.equal(status, 403)
  assert.match(
    String(body['message']),
    /is attempting to grant RBAC permissions not currently held:\n\{APIGroups:\[""\], Resources:\["nodes"\], Verbs:\["\*"\]\}$/,
  )
  const bound = await make(
    `${rbac}/namespaces/default/rolebindings`,
    bindTo('ClusterRole', 'cluster-admin', { kind: 'User', name: 'jane' }),
    'jane',
  )
  assert.equal(bound.status, 403)
})

test('acting as somebody else needs to be allowed, and then is as they are', async () => {
  const { send } = await createClusterWithJane()
  const as = (token: string, headers: Record<string, string[]>) =>
    send('GET', '/api/v1/nodes', { token, headers })
  const refused = await as('jane', { 'impersonate-user': ['admin'], 'impersonate-group': ['system:masters'] })
  assert.equal(
    refused.body['message'],
    'users "admin" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
  )
  assert.equal((await as('admin', { 'impersonate-user': ['bob'] })).status, 403)
  assert.equal(
    (await as('admin', { 'impersonate-user': ['bob'], 'impersonate-group': ['system:masters'] })).status,
    200,
  )
  assert.equal((await as('admin', { 'impersonate-group': ['system:masters'] })).status, 400)
})

test('reviews answer for oneself and, who may ask, for others', async () => {
  const { make } = await createClusterWithJane()
  const path = '/apis/authorization.k8s.io/v1'
  const spec = { resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'default' } }
  const own = await make(`${path}/selfsubjectaccessreviews`, { spec }, 'jane')
  assert.deepEqual([own.status, valueAt(own.body, 'status', 'allowed')], [201, false])
  const ofJane = await make(`${path}/subjectaccessreviews`, { spec: { ...spec, user: 'jane' } })
  assert.equal(valueAt(ofJane.body, 'status', 'allowed'), false)
  assert.equal(
    (await make(`${path}/subjectaccessreviews`, { spec: { ...spec, user: 'x' } }, 'jane')).status,
    403,
  )
  assert.equal((await make(`${path}/subjectaccessreviews`, { spec: { user: 'x' } })).status, 422)
  const whoami = await make('/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, 'jane')
  assert.deepEqual(valueAt(whoami.body, 'status', 'userInfo'), {
    username: 'jane',
    groups: ['dev', 'system:authenticated'],
  })
})
