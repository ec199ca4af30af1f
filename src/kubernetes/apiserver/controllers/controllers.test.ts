import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createMemoryStore } from '../../../store/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { equalJson, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { createTestCluster, now } from '../server.test-support.ts'
import { startControllers } from './start-controllers.ts'

async function createLivingCluster(context: TestContext) {
  const store = createMemoryStore()
  const cluster = await createTestCluster({ store })
  const stop = startControllers({
    cluster: 'test',
    store,
    now: () => now,
    random: randomBytes,
    apiAudiences: [],
    mintToken: () => Promise.reject(new Error('no tokens here')),
    credentials: [],
  })
  context.after(stop)
  const list = async (path: string) => listOf((await cluster.send('GET', path)).body['items']).map(objectOf)
  /** Until nothing changes any more. */
  const settle = async (): Promise<void> => {
    for (let before = -1; before !== store.revision;) {
      before = store.revision
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
  return { ...cluster, list, settle }
}

const deployments = '/apis/apps/v1/namespaces/default/deployments'
const pods = '/api/v1/namespaces/default/pods'
const sets = '/apis/apps/v1/namespaces/default/replicasets'
const merge = 'application/merge-patch+json'

const deployment = (replicas: number): JsonObject => ({
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'i:1' }] },
    },
  },
})

const node = (name: string): JsonObject => ({
  metadata: { name },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
})

const nameOf = (object: JsonObject): string => textOf(valueAt(object, 'metadata', 'name')) ?? ''

test('a Deployment gets its pods, rolls to a new image as they become ready, and goes with all it owns', async (context) => {
  const { send, list, settle } = await createLivingCluster(context)
  const makeReady = async (): Promise<void> => {
    for (const pod of await list(pods))
      await send('PATCH', `${pods}/${nameOf(pod)}/status`, {
        body: { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } },
        type: merge,
      })
    await settle()
  }
  await send('POST', deployments, { body: deployment(2) })
  await settle()
  assert.equal((await list(pods)).length, 2)
  await makeReady()
  const status = async () => objectOf((await send('GET', `${deployments}/web`)).body['status'])
  assert.equal((await status())['availableReplicas'], 2)

  const image = { spec: { template: { spec: { containers: [{ name: 'c', image: 'i:2' }] } } } }
  await send('PATCH', `${deployments}/web`, { body: image, type: merge })
  for (let round = 0; round < 4; round++) {
    await settle()
    const ready = (await list(pods)).filter((pod) => valueAt(pod, 'status', 'phase') === 'Running').length
    assert.ok(ready >= 2, `${ready} pods serve in round ${round}`)
    await makeReady()
  }
  const images = (await list(pods)).map((pod) =>
    valueAt(listOf(valueAt(pod, 'spec', 'containers'))[0], 'image'),
  )
  assert.deepEqual(images, ['i:2', 'i:2'])
  const { updatedReplicas, availableReplicas, observedGeneration } = await status()
  assert.deepEqual([updatedReplicas, availableReplicas, observedGeneration], [2, 2, 2])
  const revisions = (await list(sets)).map((set) =>
    valueAt(set, 'metadata', 'annotations', 'deployment.kubernetes.io/revision'),
  )
  assert.deepEqual(new Set(revisions), new Set(['1', '2']))

  await send('DELETE', `${deployments}/web`)
  await settle()
  assert.deepEqual([await list(sets), await list(pods)], [[], []])
})

test('what is owned stays when its owner is deleted with Orphan, and goes first with Foreground', async (context) => {
  const { send, list, settle } = await createLivingCluster(context)
  for (const propagationPolicy of ['Orphan', 'Foreground']) {
    await send('POST', deployments, { body: deployment(1) })
    await settle()
    await send('DELETE', `${deployments}/web`, { body: { propagationPolicy } })
    await settle()
    assert.deepEqual(await list(deployments), [])
    assert.equal((await list(sets)).length, propagationPolicy === 'Orphan' ? 1 : 0)
    for (const set of await list(sets)) {
      assert.equal(valueAt(set, 'metadata', 'ownerReferences'), undefined)
      await send('DELETE', `${sets}/${nameOf(set)}`)
    }
    await settle()
  }
})

test('a pod goes to a node that fits, and each node gets its pod of a DaemonSet', async (context) => {
  const { send, list, settle } = await createLivingCluster(context)
  await send('POST', '/api/v1/nodes', { body: node('one') })
  const tainted = { ...node('two'), spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } }
  await send('POST', '/api/v1/nodes', { body: tainted })
  await send('POST', pods, {
    body: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  })
  await settle()
  assert.equal(valueAt((await send('GET', `${pods}/p`)).body, 'spec', 'nodeName'), 'one')
  await send('DELETE', `${pods}/p?gracePeriodSeconds=0`)
  const { spec, metadata } = deployment(0)
  const { replicas: _, ...set } = objectOf(spec)
  await send('POST', '/apis/apps/v1/namespaces/default/daemonsets', { body: { metadata, spec: set } })
  await settle()
  assert.deepEqual(
    (await list(pods)).map((pod) => valueAt(pod, 'spec', 'nodeName')),
    ['one'],
  )
  await send('DELETE', '/api/v1/nodes/one')
  await settle()
  assert.deepEqual(await list(pods), [])
})

test('a DaemonSet is renewed where a share of its pods may be missing', async (context) => {
  const { send, list, settle } = await createLivingCluster(context)
  await send('POST', '/api/v1/nodes', { body: node('one') })
  const { spec, metadata } = deployment(0)
  const { replicas: _, ...set } = objectOf(spec)
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } }
  const sets = '/apis/apps/v1/namespaces/default/daemonsets'
  await send('POST', sets, { body: { metadata, spec: { ...set, updateStrategy } } })
  await settle()
  const [old] = await list(pods)
  const ready = { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }
  await send('PATCH', `${pods}/${nameOf(old!)}/status`, { body: ready, type: merge })
  const restart = { spec: { template: { metadata: { annotations: { again: 'yes' } } } } }
  await send('PATCH', `${sets}/web`, { body: restart, type: merge })
  await settle()
  const going = (await list(pods)).find((pod) => nameOf(pod) === nameOf(old!))
  assert.ok(going === undefined || valueAt(going, 'metadata', 'deletionTimestamp') !== undefined)
})

test('a pod on a node ends when the node says so, and is gone at once when forced', async (context) => {
  const { send, list, settle } = await createLivingCluster(context)
  await send('POST', '/api/v1/nodes', { body: node('one') })
  await send('POST', pods, {
    body: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  })
  await settle()
  const begun = await send('DELETE', `${pods}/p`)
  assert.equal(valueAt(begun.body, 'metadata', 'deletionGracePeriodSeconds'), 30)
  assert.equal((await list(pods)).length, 1)
  await send('DELETE', `${pods}/p?gracePeriodSeconds=0`)
  assert.deepEqual(await list(pods), [])
})

test('a Job makes pods until enough have succeeded', async (context) => {
  const { send, list, settle } = await createLivingCluster(context)
  const jobs = '/apis/batch/v1/namespaces/default/jobs'
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } }
  await send('POST', jobs, { body: { metadata: { name: 'j' }, spec: { completions: 2, template } } })
  for (let round = 0; round < 2; round++) {
    await settle()
    for (const pod of await list(pods))
      await send('PATCH', `${pods}/${nameOf(pod)}/status`, {
        body: { status: { phase: 'Succeeded' } },
        type: merge,
      })
  }
  await settle()
  const { body } = await send('GET', `${jobs}/j`)
  assert.equal(valueAt(body, 'status', 'succeeded'), 2)
  const types = listOf(valueAt(body, 'status', 'conditions')).map((each) => valueAt(each, 'type'))
  assert.deepEqual(types, ['SuccessCriteriaMet', 'Complete'])
})

test('what is labelled for a role that gathers others is part of it', async (context) => {
  const { send, settle } = await createLivingCluster(context)
  const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
  const rule = { apiGroups: ['example.com'], resources: ['things'], verbs: ['get'] }
  const labels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }
  await send('POST', roles, { body: { metadata: { name: 'things', labels }, rules: [rule] } })
  await settle()
  for (const name of ['view', 'edit', 'admin']) {
    const rules = listOf((await send('GET', `${roles}/${name}`)).body['rules'])
    assert.ok(
      rules.some((each) => equalJson(each, rule)),
      name,
    )
  }
  await send('DELETE', `${roles}/things`)
  await settle()
  assert.ok(!JSON.stringify((await send('GET', `${roles}/admin`)).body).includes('example.com'))
})

test('a namespace whose content is held stays until it is let go', async (context) => {
  const { send, settle } = await createLivingCluster(context)
  await send('POST', '/api/v1/namespaces', { body: { metadata: { name: 'held' } } })
  const maps = '/api/v1/namespaces/held/configmaps'
  await send('POST', maps, { body: { metadata: { name: 'm', finalizers: ['x/y'] } } })
  await send('DELETE', '/api/v1/namespaces/held')
  await settle()
  const namespace = await send('GET', '/api/v1/namespaces/held')
  assert.equal(valueAt(namespace.body, 'status', 'phase'), 'Terminating')
  const refused = await send('POST', maps, { body: { metadata: { name: 'n' } } })
  assert.equal(
    refused.body['message'],
    'configmaps "n" is forbidden: unable to create new content in namespace held because it is being terminated',
  )
  await send('PATCH', `${maps}/m`, { body: { metadata: { finalizers: null } }, type: merge })
  await settle()
  assert.equal((await send('GET', '/api/v1/namespaces/held')).status, 404)
})
