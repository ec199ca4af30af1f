import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestCluster, digest, type TestCluster } from '../server.test-support.ts'

const rbac = '/apis/rbac.authorization.k8s.io/v1'

/** `maker` may write roles and bindings, and look at pods; nothing else. */
async function clusterWithMaker(): Promise<TestCluster> {
  const cluster = await createTestCluster({
    credentials: [
      { tokenSha256: digest('admin'), user: { username: 'admin', groups: ['system:masters'] } },
      { tokenSha256: digest('maker'), user: { username: 'maker' } },
    ],
  })
  const writes = {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['*'],
    verbs: ['get', 'create', 'update', 'patch'],
  }
  const rules = [writes, { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]
  await cluster.send('POST', `${rbac}/clusterroles`, { body: { metadata: { name: 'maker' }, rules } })
  await cluster.send('POST', `${rbac}/clusterrolebindings`, {
    body: {
      metadata: { name: 'maker' },
      roleRef: { kind: 'ClusterRole', name: 'maker' },
      subjects: [{ kind: 'User', name: 'maker' }],
    },
  })
  return cluster
}

const merge = 'application/merge-patch+json'
const roleOf = (name: string, more: object) => ({ metadata: { name }, ...more })
const bindingOf = (name: string, kind: string, role: string) => ({
  metadata: { name },
  roleRef: { kind, name: role },
  subjects: [{ kind: 'User', name: 'maker' }],
})
const selectors = (selector: object) => ({ aggregationRule: { clusterRoleSelectors: [selector] } })

test('who may write roles grants no more than they may do', async () => {
  const { send } = await clusterWithMaker()
  const ask = async (method: string, path: string, body: unknown, type?: string): Promise<number> =>
    (await send(method, `${rbac}/${path}`, { token: 'maker', body, ...(type !== undefined && { type }) }))
      .status
  const pods = (verb: string) => ({ rules: [{ apiGroups: [''], resources: ['pods'], verbs: [verb] }] })
  assert.equal(await ask('POST', 'clusterroles', roleOf('same', pods('get'))), 201)
  assert.equal(await ask('POST', 'clusterroles', roleOf('more', pods('delete'))), 403)
  assert.equal(await ask('PATCH', 'clusterroles/maker', pods('delete'), merge), 403)
  assert.equal(await ask('PUT', 'clusterroles/fresh', roleOf('fresh', pods('delete'))), 403)
  // A role that gathers others could be anything tomorrow.
  assert.equal(await ask('POST', 'clusterroles', roleOf('all', selectors({ matchLabels: { a: 'b' } }))), 403)
  assert.equal(await ask('PATCH', 'clusterroles/maker', selectors({}), merge), 403)
  const labels = { metadata: { labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } } }
  assert.equal(await ask('PATCH', 'clusterroles/cluster-admin', labels, merge), 403)
  assert.equal(await ask('POST', 'namespaces/default/roles', roleOf('more', pods('delete'))), 403)
  // What can be collected later grants nothing.
  const owned = { metadata: { finalizers: ['x.y/z'] } }
  assert.equal(await ask('PATCH', 'clusterroles/cluster-admin', owned, merge), 200)
})

test('who may write bindings binds no role that has more rights, and none that is not there yet', async () => {
  const { send } = await clusterWithMaker()
  const ask = async (path: string, body: unknown) => send('POST', `${rbac}/${path}`, { token: 'maker', body })
  const bindings = 'namespaces/default/rolebindings'
  assert.equal((await ask(bindings, bindingOf('a', 'ClusterRole', 'maker'))).status, 201)
  assert.equal((await ask(bindings, bindingOf('b', 'ClusterRole', 'cluster-admin'))).status, 403)
  assert.equal((await ask('clusterrolebindings', bindingOf('b', 'ClusterRole', 'cluster-admin'))).status, 403)
  for (const kind of ['Role', 'ClusterRole']) {
    const { status, body } = await ask(bindings, bindingOf('b', kind, 'later'))
    assert.equal(status, 404)
    assert.equal(body['message'], 'rolebindings.rbac.authorization.k8s.io "later" not found')
  }
  const taken = await send('PATCH', `${rbac}/clusterrolebindings/cluster-admin`, {
    token: 'maker',
    type: merge,
    body: { subjects: [{ kind: 'User', name: 'maker' }] },
  })
  assert.equal(taken.status, 403)
})

test('a rule of countless rights is refused without being counted through', async () => {
  const { send } = await clusterWithMaker()
  const many = (letter: string) => Array.from({ length: 3000 }, (_, index) => `${letter}${index}`)
  const rules = [{ apiGroups: many('g'), resources: many('r'), verbs: many('v') }]
  const { status } = await send('POST', `${rbac}/clusterroles`, {
    token: 'maker',
    body: roleOf('vast', { rules }),
  })
  assert.equal(status, 403)
})
