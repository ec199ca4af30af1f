import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, valueAt } from '../../api/index.ts'
import type { WebhookTarget } from '../needs.ts'
import { createTestCluster } from '../server.test-support.ts'

const configurations = '/apis/admissionregistration.k8s.io/v1'
const maps = '/api/v1/namespaces/default/configmaps'

type Respond = (request: JsonObject) => JsonObject

/** A cluster whose webhooks answer as told, by the paths of their URLs. */
async function createHookedCluster(hooks: Readonly<Record<string, Respond>>) {
  const reviews: { readonly target: WebhookTarget; readonly request: JsonObject }[] = []
  const cluster = await createTestCluster({
    reachWebhook: (target) => (text) => {
      const request = objectOf((JSON.parse(text) as JsonObject)['request'])
      reviews.push({ target, request })
      const respond = hooks[new URL(target.url).pathname]
      if (respond === undefined) return Promise.reject(new Error(`Post "${target.url}": EOF`))
      const response = { uid: request['uid'], allowed: true, ...respond(request) }
      const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }
      const body = Buffer.from(JSON.stringify(review))
      return Promise.resolve({ status: 200, contentType: 'application/json', body })
    },
  })
  const register = async (kind: 'mutating' | 'validating', name: string, more: JsonObject = {}) => {
    const rule = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['configmaps'] }
    const webhook = {
      name: `${name}.example.com`,
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      clientConfig: { url: `https://hooks.example.com/${name}` },
      rules: [rule],
      ...more,
    }
    const body = { metadata: { name }, webhooks: [webhook] }
    const made = await cluster.send('POST', `${configurations}/${kind}webhookconfigurations`, { body })
    assert.equal(made.status, 201, made.text)
  }
  return { ...cluster, reviews, register }
}

const patching = (operations: readonly JsonObject[]): JsonObject => ({
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
})

test('mutating webhooks change what is written, in the order of their configurations', async () => {
  const { send, register, reviews } = await createHookedCluster({
    '/one': () => patching([{ op: 'add', path: '/data', value: { by: 'one' } }]),
    '/two': ({ object }) =>
      patching([{ op: 'add', path: '/data/after', value: valueAt(object, 'data', 'by') }]),
  })
  await register('mutating', 'two')
  await register('mutating', 'one')
  const { status, body } = await send('POST', `${maps}?fieldManager=me`, {
    body: { metadata: { name: 'm' } },
  })
  assert.deepEqual([status, body['data']], [201, { after: 'one', by: 'one' }])
  const { uid: _, object: __, ...request } = reviews[0]!.request
  assert.deepEqual(request, {
    kind: { group: '', version: 'v1', kind: 'ConfigMap' },
    resource: { group: '', version: 'v1', resource: 'configmaps' },
    requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
    requestResource: { group: '', version: 'v1', resource: 'configmaps' },
    name: 'm',
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] },
    oldObject: null,
    dryRun: false,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
  })
})

test('a webhook that wishes so looks again at what others made of its work', async () => {
  const addTo: Respond = ({ object }) => {
    const count = Object.keys(objectOf(valueAt(object, 'data'))).length
    return patching([
      { op: 'add', path: '/data', value: { ...objectOf(valueAt(object, 'data')), [`k${count}`]: 'x' } },
    ])
  }
  const { send, register, reviews } = await createHookedCluster({ '/a': addTo, '/b': addTo })
  await register('mutating', 'a', { reinvocationPolicy: 'IfNeeded' })
  await register('mutating', 'b')
  const { body } = await send('POST', maps, { body: { metadata: { name: 'm' } } })
  assert.deepEqual(body['data'], { k0: 'x', k1: 'x', k2: 'x' })
  assert.deepEqual(
    reviews.map(({ target }) => new URL(target.url).pathname),
    ['/a', '/b', '/a'],
  )
})

test('a validating webhook denies with its words, and warnings reach the client', async () => {
  const { send, register } = await createHookedCluster({
    '/no': ({ name }) => ({
      allowed: name !== 'bad',
      status: { code: 403, message: 'not this one' },
      warnings: ['odd'],
    }),
  })
  await register('validating', 'no')
  const denied = await send('POST', maps, { body: { metadata: { name: 'bad' } } })
  assert.deepEqual(
    [denied.status, denied.body['message']],
    [403, 'admission webhook "no.example.com" denied the request: not this one'],
  )
  assert.equal((await send('GET', `${maps}/bad`)).status, 404)
  const made = await send('POST', maps, { body: { metadata: { name: 'good' } } })
  assert.deepEqual([made.status, made.headers['warning']], [201, ['299 - "odd"']])
})

test('changes and deletions are told with what was there', async () => {
  const { send, register, reviews } = await createHookedCluster({ '/see': () => ({}) })
  await send('POST', maps, { body: { metadata: { name: 'm' }, data: { a: 'b' } } })
  await register('validating', 'see')
  await send('PATCH', `${maps}/m`, { body: { data: { a: 'c' } }, type: 'application/merge-patch+json' })
  await send('DELETE', `${maps}/m`)
  const seen = reviews.map(({ request }) => [
    request['operation'],
    valueAt(request['oldObject'], 'data', 'a'),
    valueAt(request['object'], 'data', 'a'),
  ])
  assert.deepEqual(seen, [
    ['UPDATE', 'b', 'c'],
    ['DELETE', 'c', undefined],
  ])
})

test('what fails stops the request, unless it may be passed over', async () => {
  const { send, register } = await createHookedCluster({})
  await register('mutating', 'lost', { failurePolicy: 'Ignore' })
  assert.equal((await send('POST', maps, { body: { metadata: { name: 'm' } } })).status, 201)
  await register('validating', 'gone')
  const { status, body } = await send('POST', maps, { body: { metadata: { name: 'n' } } })
  assert.deepEqual(
    [status, body['message']],
    [
      500,
      'Internal error occurred: failed calling webhook "gone.example.com": failed to call webhook: Post "https://hooks.example.com/gone": EOF',
    ],
  )
})

test('selectors keep webhooks from what does not concern them', async () => {
  const { send, register, reviews } = await createHookedCluster({ '/s': () => ({}) })
  await register('validating', 's', {
    namespaceSelector: {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] }],
    },
    objectSelector: { matchLabels: { look: 'yes' } },
  })
  const make = (namespace: string, name: string, labels: JsonObject) =>
    send('POST', `/api/v1/namespaces/${namespace}/configmaps`, { body: { metadata: { name, labels } } })
  await make('default', 'a', { look: 'yes' })
  await make('default', 'b', {})
  await make('kube-system', 'c', { look: 'yes' })
  await send('POST', '/api/v1/namespaces/default/secrets', {
    body: { metadata: { name: 'd', labels: { look: 'yes' } } },
  })
  assert.deepEqual(
    reviews.map(({ request }) => request['name']),
    ['a'],
  )
})

test('a service is called by its name, wherever it leads', async () => {
  const { send, register, reviews } = await createHookedCluster({ '/path': () => ({}) })
  const client = {
    service: { namespace: 'default', name: 'wh', path: '/path', port: 8443 },
    caBundle: 'Y2E=',
  }
  await register('validating', 'svc', { clientConfig: client })
  const missing = await send('POST', maps, { body: { metadata: { name: 'm' } } })
  assert.match(
    String(missing.body['message']),
    /failed to call webhook: Post "https:\/\/wh\.default\.svc:8443\/path\?timeout=10s": service "wh" not found$/,
  )
  const spec = { type: 'ExternalName', externalName: 'localhost' }
  await send('POST', '/api/v1/namespaces/default/services', { body: { metadata: { name: 'wh' }, spec } })
  assert.equal((await send('POST', maps, { body: { metadata: { name: 'm' } } })).status, 201)
  assert.deepEqual(listOf(reviews.map(({ target }) => target)), [
    { url: 'https://localhost:8443/path', serverName: 'wh.default.svc', ca: 'ca' },
  ])
})

test('nobody is locked out of the configurations, and questions change nothing', async () => {
  const { send, register } = await createHookedCluster({})
  await register('validating', 'all', {
    rules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }],
  })
  assert.equal((await send('POST', maps, { body: { metadata: { name: 'm' } } })).status, 500)
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  assert.equal((await send('POST', path, { body: {} })).status, 201)
  assert.equal((await send('DELETE', `${configurations}/validatingwebhookconfigurations/all`)).status, 200)
  assert.equal((await send('POST', maps, { body: { metadata: { name: 'm' } } })).status, 201)
})
