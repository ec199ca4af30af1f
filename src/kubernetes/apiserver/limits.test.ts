import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestCluster } from './server.test-support.ts'

const base = '/api/v1/namespaces/default'
const long = 'a'.repeat(1_000_000)
const pod = (spec: string): string => `{"metadata":{"name":"x"},"spec":${spec}}`
const items = (item: string): string => `[${`${item},`.repeat(400_000)}${item}]`

interface Case {
  readonly of: string
  readonly method?: string
  readonly path: string
  readonly type?: string
  readonly body?: unknown
  readonly status: number
  readonly message: RegExp
}

/** What three megabytes of a body, or 32 kilobytes of a target, can be made of. */
const cases: readonly Case[] = [
  {
    of: 'containers without number',
    path: `${base}/pods`,
    body: pod(`{"containers":${items('{}')}}`),
    status: 400,
    message: /more than 30000 values/,
  },
  {
    of: 'members without number',
    path: `${base}/configmaps`,
    body: `{"data":{${'"a":"b",'.repeat(200_000)}"c":"d"}}`,
    status: 400,
    message: /more than 30000 values/,
  },
  {
    of: 'YAML beyond what a parser reads in a moment',
    path: `${base}/configmaps`,
    type: 'application/yaml',
    body: `data:\n${'  a: b\n'.repeat(50_000)}`,
    status: 413,
    message: /limit of YAML is 131072/,
  },
  {
    of: 'YAML that is small and means a lot',
    path: `${base}/configmaps`,
    type: 'application/yaml',
    body: `a: &a [${'x,'.repeat(50)}x]\nb: &b [${'*a,'.repeat(50)}*a]\nc: [${'*b,'.repeat(50)}*b]\n`,
    status: 400,
    message: /Excessive alias count|more than 30000 values/,
  },
  {
    of: 'a patch of list items without number',
    method: 'PATCH',
    path: `${base}/serviceaccounts/default`,
    type: 'application/strategic-merge-patch+json',
    body: `{"secrets":${items('{"name":"a"}').slice(0, 2_000_000)}{}]}`,
    status: 400,
    message: /more than 30000 values/,
  },
  {
    of: 'a patch of more operations than may be',
    method: 'PATCH',
    path: `${base}/serviceaccounts/default`,
    type: 'application/json-patch+json',
    body: Array.from({ length: 10_001 }, () => ({})),
    status: 413,
    message: /maximum operations in a JSON patch is 10000, got 10001/,
  },
  {
    of: 'a name of a million letters',
    path: `${base}/configmaps`,
    body: { metadata: { name: `${long}_` } },
    status: 422,
    message: /must be no more than 253 characters/,
  },
  {
    of: 'a name of half a million dots',
    path: `${base}/configmaps`,
    body: { metadata: { name: `${'a.'.repeat(500_000)}_` } },
    status: 422,
    message: /must be no more than 253 characters/,
  },
  {
    of: 'a label of a million letters',
    path: `${base}/configmaps`,
    body: { metadata: { name: 'a', labels: { [`${long}/${long}!`]: `${long}/` } } },
    status: 422,
    message: /must be no more than 63 bytes/,
  },
  {
    of: 'a quantity of a million digits',
    path: `${base}/pods`,
    body: {
      spec: {
        containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '1'.repeat(1_000_000) } } }],
      },
    },
    status: 400,
    message: /quantities must match/,
  },
  {
    of: 'a selector of commas',
    method: 'GET',
    path: `${base}/pods?labelSelector=${','.repeat(30_000)}`,
    status: 400,
    message: /unable to parse requirement/,
  },
  {
    of: 'a selector of open parentheses',
    method: 'GET',
    path: `${base}/pods?labelSelector=${'a in (,'.repeat(4000)}`,
    status: 400,
    message: /unable to parse requirement/,
  },
  {
    of: 'a field of thirty thousand letters',
    method: 'GET',
    path: `${base}/pods?fieldSelector=${'a'.repeat(30_000)}`,
    status: 400,
    message: /invalid selector/,
  },
]

for (const { of, method = 'POST', path, type, body, status, message } of cases)
  test(`refuses ${of}`, async () => {
    const { send, store } = await createTestCluster()
    const { revision } = store
    const answer = await send(method, path, {
      ...(body !== undefined && { body }),
      ...(type !== undefined && { type }),
    })
    assert.equal(answer.status, status, answer.text.slice(0, 300))
    assert.match(answer.text, message)
    assert.equal(store.revision, revision)
  })

test('a grace period of ages ends a pod all the same', async () => {
  const faults: unknown[] = []
  const { send } = await createTestCluster({ onFault: (fault) => faults.push(fault) })
  await send('POST', '/api/v1/nodes', { body: { metadata: { name: 'n' } } })
  const spec = {
    nodeName: 'n',
    terminationGracePeriodSeconds: 9e15,
    containers: [{ name: 'c', image: 'i' }],
  }
  await send('POST', `${base}/pods`, { body: { metadata: { name: 'p' }, spec } })
  assert.equal((await send('DELETE', `${base}/pods/p`)).status, 200)
  const body = { gracePeriodSeconds: 9e18 }
  assert.equal((await send('DELETE', `${base}/pods/p`, { body })).status, 200)
  assert.equal((await send('DELETE', `${base}/pods/p`, { body: { gracePeriodSeconds: -1 } })).status, 200)
  assert.equal((await send('DELETE', `${base}/pods/p`, { body: { gracePeriodSeconds: 1.5 } })).status, 400)
  assert.equal((await send('DELETE', `${base}/pods/p`, { body: { gracePeriodSeconds: 0 } })).status, 200)
  assert.equal((await send('GET', `${base}/pods/p`)).status, 404)
  assert.deepEqual(faults, [])
})
