import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createMemoryStore } from '../../store/index.ts'
import type { JsonObject } from '../api/index.ts'
import { valueAt } from '../api/index.ts'
import { createTestCluster, requestOf } from './server.test-support.ts'
import type { TestCluster } from './server.test-support.ts'

const accounts = '/api/v1/namespaces/default/serviceaccounts'
const pods = '/api/v1/namespaces/default/pods'

// A watch's own timers hold no process open; in life the listener does.
const alive = setInterval(() => undefined, 1000)
after(() => clearInterval(alive))

interface Watching {
  readonly next: () => Promise<JsonObject | undefined>
  readonly abort: () => void
}

async function watch({ handler }: TestCluster, target: string): Promise<Watching> {
  const abort = new AbortController()
  const response = await handler(requestOf('GET', target, {}, abort.signal))
  assert.equal(response.status, 200)
  const chunks = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  return {
    next: async () => {
      const { done, value } = await chunks.next()
      return done === true ? undefined : (JSON.parse(Buffer.from(value).toString()) as JsonObject)
    },
    abort: () => abort.abort(),
  }
}

const labelOf = (event: JsonObject | undefined): unknown[] => [
  event?.['type'],
  valueAt(event, 'object', 'metadata', 'name'),
]
const make = ({ send }: TestCluster, name: string, labels: JsonObject = {}) =>
  send('POST', accounts, { body: { metadata: { name, labels } } })
const merge = ({ send }: TestCluster, name: string, labels: JsonObject) =>
  send('PATCH', `${accounts}/${name}`, {
    body: { metadata: { labels } },
    type: 'application/merge-patch+json',
  })

test('a watch without a version begins with what is there', async () => {
  const cluster = await createTestCluster()
  const { next, abort } = await watch(cluster, `${accounts}?watch=true`)
  const first = await next()
  assert.deepEqual(labelOf(first), ['ADDED', 'default'])
  assert.equal(valueAt(first, 'object', 'kind'), 'ServiceAccount')
  await make(cluster, 'web')
  assert.deepEqual(labelOf(await next()), ['ADDED', 'web'])
  abort()
  assert.equal(await next(), undefined)
})

test('a watch from a version shows what came after it, each change with its own', async () => {
  const cluster = await createTestCluster()
  const { body } = await cluster.send('GET', accounts)
  const since = String(valueAt(body, 'metadata', 'resourceVersion'))
  await make(cluster, 'web')
  const changed = await merge(cluster, 'web', { a: 'b' })
  await cluster.send('DELETE', `${accounts}/web`)
  const { next, abort } = await watch(cluster, `${accounts}?watch=1&resourceVersion=${since}`)
  assert.deepEqual(labelOf(await next()), ['ADDED', 'web'])
  const modified = await next()
  assert.deepEqual(labelOf(modified), ['MODIFIED', 'web'])
  assert.deepEqual(valueAt(modified, 'object'), changed.body)
  const deleted = await next()
  assert.deepEqual(labelOf(deleted), ['DELETED', 'web'])
  assert.ok(
    Number(valueAt(deleted, 'object', 'metadata', 'resourceVersion')) >
      Number(valueAt(modified, 'object', 'metadata', 'resourceVersion')),
  )
  abort()
})

test('seen through a selector, objects come and go as they begin and cease to match', async () => {
  const cluster = await createTestCluster()
  const { next, abort } = await watch(cluster, `${accounts}?watch=true&labelSelector=on%3Dyes`)
  await make(cluster, 'web')
  await merge(cluster, 'web', { on: 'yes' })
  await merge(cluster, 'web', { more: 'x' })
  await merge(cluster, 'web', { on: 'no' })
  await make(cluster, 'other', { on: 'yes' })
  const seen = [await next(), await next(), await next(), await next()].map(labelOf)
  assert.deepEqual(seen, [
    ['ADDED', 'web'],
    ['MODIFIED', 'web'],
    ['DELETED', 'web'],
    ['ADDED', 'other'],
  ])
  abort()
})

test('a watch keeps to its resource, its namespace and its selector', async () => {
  const cluster = await createTestCluster()
  await make(cluster, 'web')
  const one = await watch(cluster, `${accounts}?watch=true&fieldSelector=metadata.name%3Dweb`)
  const none = await watch(
    cluster,
    '/api/v1/namespaces/kube-public/serviceaccounts?watch=true&timeoutSeconds=1',
  )
  assert.deepEqual(labelOf(await one.next()), ['ADDED', 'web'])
  assert.deepEqual(labelOf(await none.next()), ['ADDED', 'default'])
  await cluster.send('POST', pods, {
    body: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  })
  await make(cluster, 'another')
  await merge(cluster, 'web', { a: 'b' })
  assert.deepEqual(labelOf(await one.next()), ['MODIFIED', 'web'])
  assert.equal(await none.next(), undefined)
  one.abort()
})

test('a watch ends when its time is up, with a bookmark for who wants one', async () => {
  const cluster = await createTestCluster()
  const { next } = await watch(
    cluster,
    `${accounts}?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=1`,
  )
  await make(cluster, 'web')
  assert.deepEqual(labelOf(await next()), ['ADDED', 'web'])
  const bookmark = await next()
  assert.equal(bookmark?.['type'], 'BOOKMARK')
  assert.equal(valueAt(bookmark, 'object', 'metadata', 'resourceVersion'), String(cluster.store.revision))
  assert.equal(await next(), undefined)
})

test('the first events of a watch list can be told from the later ones', async () => {
  const cluster = await createTestCluster()
  const query = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan'
  const { next, abort } = await watch(cluster, `${accounts}?${query}`)
  assert.deepEqual(labelOf(await next()), ['ADDED', 'default'])
  const end = await next()
  assert.deepEqual(valueAt(end, 'object', 'metadata', 'annotations'), { 'k8s.io/initial-events-end': 'true' })
  await make(cluster, 'web')
  assert.deepEqual(labelOf(await next()), ['ADDED', 'web'])
  abort()
})

test('a version whose changes are no longer kept is answered with 410 in the stream', async () => {
  const cluster = await createTestCluster({ store: createMemoryStore({ historyLimit: 2 }) })
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await make(cluster, name)
  const { next } = await watch(cluster, `${accounts}?watch=true&resourceVersion=1`)
  const event = await next()
  assert.equal(event?.['type'], 'ERROR')
  const { code, reason, message } = event['object'] as JsonObject
  assert.deepEqual([code, reason], [410, 'Expired'])
  assert.match(String(message), /^too old resource version: 1 \(\d+\)$/)
  assert.equal(await next(), undefined)
})

test('a client that does not read is cut off before it fills the memory, and gets what came until then', async () => {
  for (const [count, data, expected] of [
    [10_200, '', 10_001],
    [40, 'x'.repeat(1024 * 1024), 16],
  ] as const) {
    const cluster = await createTestCluster()
    const { next } = await watch(cluster, '/api/v1/namespaces/default/configmaps?watch=true')
    const put = (index: number) =>
      cluster.store.write((txn) =>
        txn.put(`kubernetes/test/configmaps/default/a${index}`, { metadata: { name: `a${index}` }, data }),
      )
    await Promise.all(Array.from({ length: count }, (_, index) => put(index)))
    let read = 0
    while ((await next()) !== undefined) read++
    assert.equal(read, expected)
  }
})

test('who resumes from further back than may wait gets on all the same', async () => {
  const cluster = await createTestCluster()
  const first = await make(cluster, 'first')
  const since = String(valueAt(first.body, 'metadata', 'resourceVersion'))
  for (let round = 0; round < 12; round++)
    await cluster.store.write((txn) => {
      for (let index = 0; index < 1000; index++)
        txn.put(`kubernetes/test/serviceaccounts/default/a${round}-${index}`, {
          metadata: { name: `a${round}-${index}` },
        })
    })
  let from = since
  const names = new Set<unknown>()
  for (let rounds = 0; rounds < 3 && names.size < 12_000; rounds++) {
    const { next } = await watch(cluster, `${accounts}?watch=true&timeoutSeconds=1&resourceVersion=${from}`)
    for (let event = await next(); event !== undefined; event = await next()) {
      names.add(valueAt(event, 'object', 'metadata', 'name'))
      from = String(valueAt(event, 'object', 'metadata', 'resourceVersion'))
      if (names.size === 12_000) break
    }
  }
  assert.equal(names.size, 12_000)
})
