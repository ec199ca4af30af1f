import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listOf, valueAt } from '../api/index.ts'
import type { JsonObject } from '../api/index.ts'
import { createTestCluster, now } from './server.test-support.ts'

const pods = '/api/v1/namespaces/default/pods'
const accounts = '/api/v1/namespaces/default/serviceaccounts'
const podOf = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'busybox:1' }], ...more },
})

test('a pod comes back with what the server fills in', async () => {
  const { send } = await createTestCluster()
  const { status, body } = await send('POST', pods, { body: podOf('app') })
  assert.equal(status, 201)
  const volume = valueAt(listOf(valueAt(body, 'spec', 'volumes'))[0], 'name')
  assert.match(String(volume), /^kube-api-access-[b-z2-9]{5}$/)
  const { uid, resourceVersion, ...metadata } = body['metadata'] as JsonObject
  assert.match(String(uid), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.ok(Number(resourceVersion) > 0)
  assert.deepEqual(metadata, {
    name: 'app',
    namespace: 'default',
    creationTimestamp: '2026-11-21T12:00:00Z',
    generation: 1,
  })
  assert.deepEqual(body['status'], { phase: 'Pending', qosClass: 'BestEffort' })
  assert.deepEqual(body['spec'], {
    volumes: [
      {
        name: volume,
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            {
              downwardAPI: {
                items: [
                  { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
                ],
              },
            },
          ],
          defaultMode: 420,
        },
      },
    ],
    containers: [
      {
        name: 'c',
        image: 'busybox:1',
        resources: {},
        volumeMounts: [
          { name: volume, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
        ],
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: ['not-ready', 'unreachable'].map((key) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  })
  assert.deepEqual((await send('GET', `${pods}/app`)).body, body)
})

test('a pod that wants no token for the API gets neither volume nor mount', async () => {
  const { send } = await createTestCluster()
  const { body } = await send('POST', pods, { body: podOf('app', { automountServiceAccountToken: false }) })
  assert.equal(valueAt(body, 'spec', 'volumes'), undefined)
  await send('POST', accounts, { body: { metadata: { name: 'quiet' }, automountServiceAccountToken: false } })
  const quiet = await send('POST', pods, { body: podOf('b', { serviceAccountName: 'quiet' }) })
  assert.equal(valueAt(quiet.body, 'spec', 'volumes'), undefined)
  const loud = await send('POST', pods, {
    body: podOf('c', { serviceAccountName: 'quiet', automountServiceAccountToken: true }),
  })
  assert.equal(listOf(valueAt(loud.body, 'spec', 'volumes')).length, 1)
})

test('YAML is read as JSON is, and fields that nobody knows are dropped with a warning', async () => {
  const { send } = await createTestCluster()
  const yaml =
    'kind: Pod\nmetadata: {generateName: web-}\nspec:\n  brandNew: 1\n  containers: [{name: c, image: b, future: {a: [1]}}]\n'
  const { status, body, headers } = await send('POST', pods, { body: yaml, type: 'application/yaml' })
  assert.equal(status, 201)
  assert.deepEqual(headers['warning'], [
    String.raw`299 - "unknown field \"spec.brandNew\""`,
    String.raw`299 - "unknown field \"spec.containers[0].future\""`,
  ])
  assert.match(String(valueAt(body, 'metadata', 'name')), /^web-[b-z2-9]{5}$/)
  assert.equal(valueAt(body, 'metadata', 'generateName'), 'web-')
  assert.equal(valueAt(body, 'spec', 'brandNew'), undefined)
  const [container] = listOf(valueAt(body, 'spec', 'containers'))
  assert.equal(valueAt(container, 'future'), undefined)
  assert.equal(valueAt(container, 'imagePullPolicy'), 'Always')
})

test('a namespace comes with its default service account and takes all it holds along when it goes', async () => {
  const { send } = await createTestCluster()
  const made = await send('POST', '/api/v1/namespaces', { body: { metadata: { name: 'demo' } } })
  assert.equal(made.status, 201)
  assert.deepEqual(valueAt(made.body, 'metadata', 'labels'), { 'kubernetes.io/metadata.name': 'demo' })
  assert.deepEqual(made.body['status'], { phase: 'Active' })
  assert.equal((await send('GET', '/api/v1/namespaces/demo/serviceaccounts/default')).status, 200)
  await send('POST', '/api/v1/namespaces/demo/pods', { body: podOf('app') })
  const gone = await send('DELETE', '/api/v1/namespaces/demo')
  assert.deepEqual([gone.status, gone.body['status']], [200, { phase: 'Terminating' }])
  for (const path of ['', '/pods/app', '/serviceaccounts/default'])
    assert.equal((await send('GET', `/api/v1/namespaces/demo${path}`)).status, 404)
})

test('the default service account comes back with another uid when it is deleted', async () => {
  const { send } = await createTestCluster()
  const before = await send('GET', `${accounts}/default`)
  assert.equal((await send('DELETE', `${accounts}/default`)).status, 200)
  const after = await send('GET', `${accounts}/default`)
  assert.notEqual(valueAt(after.body, 'metadata', 'uid'), valueAt(before.body, 'metadata', 'uid'))
})

test('a dry run answers as if and leaves nothing behind', async () => {
  const { send, store } = await createTestCluster()
  const { revision } = store
  assert.equal((await send('POST', `${pods}?dryRun=All`, { body: podOf('app') })).status, 201)
  assert.equal((await send('DELETE', `${accounts}/default?dryRun=All`)).status, 200)
  assert.equal((await send('DELETE', `${accounts}/default`, { body: { dryRun: ['All'] } })).status, 200)
  assert.equal(store.revision, revision)
  const bad = await send('POST', `${pods}?dryRun=Some`, { body: podOf('app') })
  assert.equal(bad.status, 422)
  assert.equal(
    bad.body['message'],
    'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
  )
})

test('lists are filtered, paged and told apart by namespace', async () => {
  const { send } = await createTestCluster()
  for (const [name, tier] of [
    ['a', 'x'],
    ['b', 'y'],
    ['c', 'x'],
  ] as const)
    await send('POST', pods, {
      body: { ...podOf(name, { nodeName: `node-${tier}` }), metadata: { name, labels: { tier } } },
    })
  const namesOf = ({ body }: { body: JsonObject }): unknown[] =>
    listOf(body['items']).map((item) => valueAt(item, 'metadata', 'name'))
  const list = async (query: string, path = pods): Promise<unknown[]> =>
    namesOf(await send('GET', `${path}?${query}`))

  assert.deepEqual(await list(''), ['a', 'b', 'c'])
  assert.deepEqual(await list('', '/api/v1/pods'), ['a', 'b', 'c'])
  assert.deepEqual(await list('', '/api/v1/namespaces/kube-system/pods'), [])
  for (const [selector, expected] of [
    ['tier=x', ['a', 'c']],
    ['tier==y', ['b']],
    ['tier!=x', ['b']],
    ['tier in (x, z)', ['a', 'c']],
    ['tier notin (x)', ['b']],
    ['tier', ['a', 'b', 'c']],
    ['!tier', []],
    ['other!=x', ['a', 'b', 'c']],
    ['tier=x,tier!=x', []],
  ] as const)
    assert.deepEqual(await list(`labelSelector=${encodeURIComponent(selector)}`), expected, selector)
  for (const [selector, expected] of [
    ['metadata.name=b', ['b']],
    ['spec.nodeName=node-x', ['a', 'c']],
    ['status.phase!=Pending', []],
    ['metadata.namespace=default,metadata.name!=a', ['b', 'c']],
  ] as const)
    assert.deepEqual(await list(`fieldSelector=${encodeURIComponent(selector)}`), expected, selector)

  const first = await send('GET', `${pods}?limit=2`)
  assert.deepEqual(namesOf(first), ['a', 'b'])
  assert.equal(first.body['kind'], 'PodList')
  assert.equal(valueAt(first.body, 'metadata', 'remainingItemCount'), 1)
  assert.equal(valueAt(listOf(first.body['items'])[0], 'kind'), undefined)
  const next = await send(
    'GET',
    `${pods}?limit=2&continue=${String(valueAt(first.body, 'metadata', 'continue'))}`,
  )
  assert.deepEqual(namesOf(next), ['c'])
  assert.equal(
    valueAt(next.body, 'metadata', 'resourceVersion'),
    valueAt(first.body, 'metadata', 'resourceVersion'),
  )
  assert.equal(valueAt(next.body, 'metadata', 'continue'), undefined)
})

test('service accounts are annotated by patch, and identity cannot be patched away', async () => {
  const { send } = await createTestCluster()
  await send('POST', accounts, { body: { metadata: { name: 'web' } } })
  const patch = (body: unknown, type: string, target = `${accounts}/web`) =>
    send('PATCH', target, { body, type })
  const role = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/app' }
  const merged = await patch({ metadata: { annotations: role } }, 'application/merge-patch+json')
  assert.deepEqual([merged.status, valueAt(merged.body, 'metadata', 'annotations')], [200, role])
  const strategic = await patch(
    { metadata: { annotations: { more: 'x' } } },
    'application/strategic-merge-patch+json',
  )
  assert.deepEqual(valueAt(strategic.body, 'metadata', 'annotations'), { ...role, more: 'x' })
  const jsonPatch = await patch(
    [{ op: 'remove', path: '/metadata/annotations/more' }],
    'application/json-patch+json',
  )
  assert.deepEqual(valueAt(jsonPatch.body, 'metadata', 'annotations'), role)
  const again = await patch([], 'application/json-patch+json')
  assert.equal(
    valueAt(again.body, 'metadata', 'resourceVersion'),
    valueAt(jsonPatch.body, 'metadata', 'resourceVersion'),
  )
  const stolen = await patch(
    { metadata: { uid: 'x', namespace: 'kube-system', creationTimestamp: null } },
    'application/merge-patch+json',
  )
  for (const field of ['uid', 'namespace', 'creationTimestamp'])
    assert.equal(valueAt(stolen.body, 'metadata', field), valueAt(merged.body, 'metadata', field), field)
})

test('the status of a pod is patched through its own path, and nothing else is', async () => {
  const { send } = await createTestCluster()
  await send('POST', pods, { body: podOf('app') })
  const type = 'application/merge-patch+json'
  const running = await send('PATCH', `${pods}/app/status`, {
    body: { status: { phase: 'Running' }, spec: { nodeName: 'node-1' } },
    type,
  })
  assert.equal(valueAt(running.body, 'status', 'phase'), 'Running')
  assert.equal(valueAt(running.body, 'spec', 'nodeName'), undefined)
  const ignored = await send('PATCH', `${pods}/app`, { body: { status: { phase: 'Failed' } }, type })
  assert.equal(valueAt(ignored.body, 'status', 'phase'), 'Running')
  assert.equal(valueAt((await send('GET', `${pods}/app/status`)).body, 'status', 'phase'), 'Running')
})

test('a token is minted for what the request names', async () => {
  const { send, orders } = await createTestCluster()
  const pod = await send('POST', pods, { body: podOf('app', { nodeName: 'node-1' }) })
  const uid = String(valueAt(pod.body, 'metadata', 'uid'))
  const account = await send('GET', `${accounts}/default`)
  const accountUid = String(valueAt(account.body, 'metadata', 'uid'))
  const ask = (spec: JsonObject) => send('POST', `${accounts}/default/token`, { body: { spec } })

  const plain = await ask({})
  assert.equal(plain.status, 201)
  assert.deepEqual(plain.body, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {
      name: 'default',
      namespace: 'default',
      uid: accountUid,
      creationTimestamp: '2026-11-21T12:00:00Z',
    },
    spec: { audiences: ['https://kubernetes.default.svc'], expirationSeconds: 3600, boundObjectRef: null },
    status: { token: 'header.claims.signature', expirationTimestamp: '2026-11-21T13:00:00Z' },
  })
  await ask({
    audiences: ['sts.amazonaws.com'],
    expirationSeconds: 600,
    boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'app', uid },
  })
  const extended = await ask({
    expirationSeconds: 3607,
    boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'app' },
  })
  assert.equal(
    valueAt(extended.body, 'status', 'expirationTimestamp'),
    new Date(now + 3607_000).toISOString().replace('.000', ''),
  )
  await ask({ expirationSeconds: 3607 })
  await ask({
    audiences: ['sts.amazonaws.com'],
    expirationSeconds: 3607,
    boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'app' },
  })

  const common = { namespace: 'default', serviceAccount: { name: 'default', uid: accountUid } }
  const bound = { pod: { name: 'app', uid }, node: { name: 'node-1' } }
  const ours = ['https://kubernetes.default.svc']
  assert.deepEqual(orders, [
    { ...common, audiences: ours, lifetimeSeconds: 3600 },
    { ...common, ...bound, audiences: ['sts.amazonaws.com'], lifetimeSeconds: 600 },
    { ...common, ...bound, audiences: ours, lifetimeSeconds: 31_536_000, warnAfterSeconds: 3607 },
    { ...common, audiences: ours, lifetimeSeconds: 3607 },
    { ...common, ...bound, audiences: ['sts.amazonaws.com'], lifetimeSeconds: 3607 },
  ])
})

test('a token that is asked to live longer than the cluster allows is cut, and the client is told', async () => {
  const { orders, send } = await createTestCluster({ maxTokenExpiration: 86_400 })
  const ask = (expirationSeconds: number) =>
    send('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', {
      body: { spec: { audiences: ['sts.amazonaws.com'], expirationSeconds } },
    })
  const { body, headers } = await ask(172_800)
  assert.equal(valueAt(body, 'spec', 'expirationSeconds'), 86_400)
  assert.equal(valueAt(body, 'status', 'expirationTimestamp'), '2026-11-22T12:00:00Z')
  assert.deepEqual(headers['warning'], [
    '299 - "requested expiration of 172800 seconds shortened to 86400 seconds"',
  ])
  assert.equal((await ask(86_400)).headers['warning'], undefined)
  assert.deepEqual(
    orders.map(({ lifetimeSeconds }) => lifetimeSeconds),
    [86_400, 86_400],
  )
})

test('what is served can be found out', async () => {
  const { send } = await createTestCluster()
  assert.deepEqual((await send('GET', '/api')).body['versions'], ['v1'])
  const groups = listOf((await send('GET', '/apis')).body['groups']).map((group) => valueAt(group, 'name'))
  assert.deepEqual(groups.slice(0, 2), ['apps', 'authentication.k8s.io'])
  const { body } = await send('GET', '/api/v1')
  const names = listOf(body['resources']).map((resource) => valueAt(resource, 'name'))
  for (const name of ['namespaces', 'pods', 'pods/status', 'serviceaccounts/token', 'secrets'])
    assert.ok(names.includes(name), name)
  for (const path of ['/healthz', '/livez', '/readyz'])
    assert.equal((await send('GET', path, { token: '' })).text, 'ok')
  assert.equal((await send('GET', '/version', { token: '' })).body['gitVersion'], 'v1.35.4+podpass')
})
