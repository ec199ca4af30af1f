import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { valueAt } from '../../api/index.ts'
import { reconcileBudget } from '../controllers/disruption-budget.ts'
import { createWorld } from '../controllers/world.ts'
import { createTestCluster, now } from '../server.test-support.ts'

const pods = '/api/v1/namespaces/default/pods'
const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'

async function createClusterWithPods(count: number) {
  const cluster = await createTestCluster()
  for (let n = 0; n < count; n++) {
    const body = {
      metadata: { name: `p${n}`, labels: { app: 'a' } },
      spec: { containers: [{ name: 'c', image: 'x' }] },
    }
    await cluster.send('POST', pods, { body })
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
    const type = 'application/merge-patch+json'
    await cluster.send('PATCH', `${pods}/p${n}/status`, { body: { status }, type })
  }
  const world = createWorld({
    cluster: 'test',
    store: cluster.store,
    now: () => now,
    random: randomBytes,
    apiAudiences: [],
    mintToken: () => Promise.reject(new Error('unexpected')),
    credentials: [],
  })
  const evict = (name: string, more: object = {}, query = '') =>
    cluster.send('POST', `${pods}/${name}/eviction${query}`, {
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, ...more },
    })
  const keep = async (spec: object, name = 'b') => {
    const selector = { matchLabels: { app: 'a' } }
    const made = await cluster.send('POST', budgets, {
      body: { metadata: { name }, spec: { selector, ...spec } },
    })
    assert.equal(made.status, 201, made.text)
  }
  return { ...cluster, evict, keep, count: () => reconcileBudget(world, 'default', 'b') }
}

test('an eviction takes the pod away and answers with success', async () => {
  const { evict, send } = await createClusterWithPods(1)
  const { status, body } = await evict('p0')
  assert.deepEqual(
    [status, body],
    [201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }],
  )
  assert.equal((await send('GET', `${pods}/p0`)).status, 404)
})

test('an eviction on trial takes nothing away', async () => {
  const { evict, send } = await createClusterWithPods(1)
  assert.equal((await evict('p0', {}, '?dryRun=All')).status, 201)
  assert.equal((await evict('p0', { deleteOptions: { dryRun: ['All'] } })).status, 201)
  assert.equal((await send('GET', `${pods}/p0`)).status, 200)
})

test('an eviction of another pod than the path names, of none, and of one that was, are refused', async () => {
  const { evict } = await createClusterWithPods(1)
  const wrongName = await evict('p0', { metadata: { name: 'zz' } })
  assert.deepEqual(
    [wrongName.status, wrongName.body['message']],
    [400, 'name in URL does not match name in Eviction object'],
  )
  assert.equal((await evict('zz')).body['message'], 'pods "zz" not found')
  const recreated = await evict('p0', { deleteOptions: { preconditions: { uid: 'x' } } })
  assert.equal(recreated.status, 409)
})

test('a budget lets go as many pods as it has to spare', async () => {
  const { evict, keep, count, send } = await createClusterWithPods(3)
  await keep({ minAvailable: 2 })
  const early = await evict('p0')
  assert.equal(early.status, 429)
  assert.deepEqual(early.body['details'], {
    causes: [
      {
        reason: 'DisruptionBudget',
        message: 'The disruption budget b is still being processed by the server.',
      },
    ],
    retryAfterSeconds: 10,
  })
  await count()
  assert.equal((await evict('p0')).status, 201)
  const late = await evict('p1')
  assert.equal(late.body['message'], "Cannot evict pod as it would violate the pod's disruption budget.")
  await count()
  const needs = await evict('p1')
  assert.deepEqual(valueAt(needs.body, 'details', 'causes'), [
    {
      reason: 'DisruptionBudget',
      message: 'The disruption budget b needs 2 healthy pods and has 2 currently',
    },
  ])
  const { body } = await send('GET', `${budgets}/b`)
  assert.deepEqual(
    ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'].map((each) =>
      valueAt(body, 'status', each),
    ),
    [0, 2, 2, 2],
  )
})

test('two budgets of one pod are refused', async () => {
  const { evict, keep } = await createClusterWithPods(1)
  await keep({ minAvailable: 0 })
  await keep({ maxUnavailable: '50%' }, 'c')
  const { status, body } = await evict('p0')
  assert.equal(status, 500)
  assert.match(String(body['message']), /^This pod has more than one PodDisruptionBudget/)
})

for (const [spec, problem] of [
  [{ minAvailable: -1 }, 'spec.minAvailable: Invalid value: -1: must be greater than or equal to 0'],
  [{ minAvailable: '150%' }, 'spec.minAvailable: Invalid value: "150%": must not be greater than 100%'],
  [
    { minAvailable: 1, maxUnavailable: 1, selector: { matchLabels: { app: 'p1' } } },
    'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"p1"}},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
  ],
  [
    { unhealthyPodEvictionPolicy: 'Foo' },
    'spec.unhealthyPodEvictionPolicy: Unsupported value: "Foo": supported values: "AlwaysAllow", "IfHealthyBudget"',
  ],
] as const)
  test(`a budget of ${JSON.stringify(spec)} is refused`, async () => {
    const { send } = await createTestCluster()
    const { status, body } = await send('POST', budgets, { body: { metadata: { name: 'b' }, spec } })
    assert.deepEqual(
      [status, body['message']],
      [422, `PodDisruptionBudget.policy "b" is invalid: ${problem}`],
    )
  })
