import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createTestCluster } from './server.test-support.ts'

/** Objects made of names that pods have, with anything for values. */
const names = [
  'metadata',
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'spec',
  'containers',
  'initContainers',
  'env',
  'valueFrom',
  'fieldRef',
  'volumes',
  'volumeMounts',
  'mountPath',
  'projected',
  'sources',
  'serviceAccountToken',
  'path',
  'expirationSeconds',
  'audiences',
  'boundObjectRef',
  'status',
  'kind',
  'apiVersion',
  'tolerations',
  'resources',
  'limits',
  'uid',
  '__proto__',
  'constructor',
  'toString',
]
const { anything } = fc.letrec((tie) => ({
  anything: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, 0, -1, 1e300, 600, '', 'a', 'default', '\u0000', '../x', 'Pod', 'v1'),
    fc.array(tie('anything'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('anything'), { maxKeys: 4 }),
  ),
}))
const pod = fc.record({
  metadata: fc.oneof(fc.constant({ generateName: 'a' }), anything),
  spec: fc.oneof(
    anything,
    fc.record({
      containers: fc.oneof(
        anything,
        fc.array(
          fc.oneof(
            anything,
            fc.record({
              name: fc.constant('c'),
              image: fc.constant('i'),
              env: anything,
              volumeMounts: anything,
            }),
          ),
        ),
      ),
      volumes: anything,
    }),
  ),
})

const base = '/api/v1/namespaces/default'
const targets = [
  ['POST', `${base}/pods`, 'application/json'],
  ['POST', `${base}/serviceaccounts`, 'application/json'],
  ['POST', '/api/v1/namespaces', 'application/yaml'],
  ['POST', `${base}/serviceaccounts/default/token`, 'application/json'],
  ['PATCH', `${base}/serviceaccounts/default`, 'application/merge-patch+json'],
  ['PATCH', `${base}/serviceaccounts/default`, 'application/json-patch+json'],
  ['PATCH', `${base}/pods/app/status`, 'application/merge-patch+json'],
  ['DELETE', `${base}/pods/x`, 'application/json'],
] as const

test('no object, however made, brings the server down or makes it blame itself', async () => {
  const faults: unknown[] = []
  const { send } = await createTestCluster({ onFault: (fault) => faults.push(fault) })
  await send('POST', `${base}/pods`, {
    body: { metadata: { name: 'app' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...targets),
      fc.oneof(pod, anything, fc.array(anything)),
      async ([method, target, type], body) => {
        const { status } = await send(method, target, { body: JSON.stringify(body), type })
        assert.ok(
          status < 500,
          `${method} ${target} ${status} ${JSON.stringify(body)} ${String(faults.at(-1))}`,
        )
        assert.equal((await send('GET', '/api/v1/pods')).status, 200)
      },
    ),
    { numRuns: 400 },
  )
})

test('no path, query, header or text does either', async () => {
  const faults: unknown[] = []
  const { send } = await createTestCluster({ onFault: (fault) => faults.push(fault) })
  const piece = fc.oneof(
    fc.constantFrom(
      'api',
      'v1',
      'namespaces',
      'default',
      'pods',
      'x',
      '..',
      '',
      '%2f',
      '%ff',
      '%00',
      'token',
      'status',
    ),
    fc.string({ maxLength: 5 }),
  )
  const queries = fc.dictionary(
    fc.constantFrom(
      'labelSelector',
      'fieldSelector',
      'limit',
      'continue',
      'resourceVersion',
      'dryRun',
      'fieldManager',
    ),
    fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('-1', '999999999999999999999', 'a in (', 'a=b,!c', 'All', 'e30'),
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS', 'HEAD'),
      fc.array(piece, { maxLength: 7 }),
      queries,
      fc.string(),
      fc.string({ maxLength: 20 }),
      async (method, path, query, body, token) => {
        const target = `/${path.join('/')}?${new URLSearchParams(query).toString()}`
        for (const credential of ['admin', token]) {
          const { status } = await send(method, target, { body, token: credential })
          assert.ok(status < 500 || status === 504, `${method} ${target} ${status} ${String(faults.at(-1))}`)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('what nests too deep to be walked is refused as such', async () => {
  const { send } = await createTestCluster()
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  const strings = JSON.stringify({ metadata: { name: 'a', annotations: { a: '[{"'.repeat(1000) } } })
  for (const [method, path, type] of [
    ['POST', `${base}/serviceaccounts`, 'application/json'],
    ['POST', `${base}/serviceaccounts`, 'application/yaml'],
    ['PATCH', `${base}/serviceaccounts/default`, 'application/merge-patch+json'],
  ] as const) {
    const body = type === 'application/yaml' ? deep.slice(195_000, -195_000) : `{"future":${deep}}`
    const answer = await send(method, path, { body, type })
    assert.equal(answer.status, 400, answer.text)
  }
  assert.equal((await send('POST', `${base}/serviceaccounts`, { body: strings })).status, 201)
  const doubling = Array.from({ length: 30 }, () => ({ op: 'copy', from: '/x', path: '/x/x' }))
  const nested = await send('PATCH', `${base}/serviceaccounts/default`, {
    body: [{ op: 'add', path: '/x', value: { y: 'z' } }, ...doubling],
    type: 'application/json-patch+json',
  })
  assert.ok([200, 400, 413, 422].includes(nested.status), nested.text)
})
