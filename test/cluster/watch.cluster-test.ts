/** Watches as client-go's: one suite, on a real API server and on the embedded one. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createClient, pathOf, valueAt } from '../../src/kubernetes/api/index.ts'
import { startEmbeddedCluster } from './support/embedded.ts'
import { createNamespace } from './support/objects.ts'
import { createReflector, nameOf, readEvents, versionOf } from './support/watch-client.ts'
import { withCluster } from './support/with-cluster.ts'

const namespace = 'watched'
const path = pathOf('configmaps', namespace)
const labelled = { labelSelector: 'test=watch' }

await withCluster({}, async (cluster) => {
  const embedded = await startEmbeddedCluster()
  after(() => embedded.stop())
  const ours = createClient(embedded.facts)
  after(() => ours.close())
  for (const { title, client } of [
    { title: 'the real API server', client: cluster.client },
    { title: 'the embedded one', client: ours },
  ]) {
    await createNamespace({ client, hasControllers: cluster.hasControllers || client === ours }, namespace)
    const make = async (name: string, data = ''): Promise<void> => {
      const metadata = { name, labels: { test: 'watch' } }
      const made = await client.create(path, { metadata, data: { data } })
      assert.ok(made.ok)
    }
    const change = async (name: string, data: string): Promise<void> => {
      const changed = await client.patch(`${path}/${name}`, { data: { data } })
      assert.ok(changed.ok)
    }
    const drop = async (name: string): Promise<void> => {
      assert.ok((await client.delete(`${path}/${name}`)).ok)
    }

    test(`${title}: a watch resumes from the version that was seen last, and misses nothing`, async () => {
      const reflector = createReflector(client, path, labelled)
      await make('a')
      await reflector.follow((known) => known.has('a'))
      await make('b')
      await reflector.follow((known) => known.has('b'))
      // Nobody watches while these happen.
      await change('a', 'x')
      await drop('b')
      await make('c')
      await reflector.follow((known) => known.has('c'))
      assert.deepEqual([...reflector.known.keys()], ['a', 'c'])
      const a = await client.get(`${path}/a`)
      assert.equal(reflector.known.get('a'), a.ok ? versionOf(a.value) : '')
      assert.equal(reflector.lists, 1)
    })

    test(`${title}: a watch without a version begins with what is there`, async () => {
      const events = await readEvents(client, path, labelled, ({ length }) => length === 2)
      assert.deepEqual(
        events.map(({ type, object }) => [type, nameOf(object)]),
        [
          ['ADDED', 'a'],
          ['ADDED', 'c'],
        ],
      )
    })

    test(`${title}: a bookmark comes before a watch that has bookmarks ends, and tells a version to go on from`, async () => {
      const list = await client.request('GET', path, { query: labelled })
      const since = list.ok ? versionOf(list.value) : ''
      const asked = { ...labelled, resourceVersion: since, allowWatchBookmarks: 'true', timeoutSeconds: '3' }
      const events = await readEvents(client, path, asked, () => false)
      const last = events.at(-1)
      // The real one may end a watch so short without one.
      if (last === undefined) return
      assert.equal(last.type, 'BOOKMARK')
      assert.deepEqual(Object.keys(last.object).toSorted(), ['apiVersion', 'kind', 'metadata'])
      assert.ok(Number(versionOf(last.object)) >= Number(since))
      const silent = await readEvents(client, path, { ...asked, allowWatchBookmarks: 'false' }, () => false)
      assert.deepEqual(silent, [])
    })

    test(`${title}: what is there can be had as a stream, whose end is marked`, async () => {
      const asked = {
        ...labelled,
        sendInitialEvents: 'true',
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: 'true',
      }
      const events = await readEvents(client, path, asked, (all) => all.at(-1)?.type === 'BOOKMARK')
      assert.deepEqual(
        events.map(({ type }) => type),
        ['ADDED', 'ADDED', 'BOOKMARK'],
      )
      const end = events.at(-1)!.object
      assert.equal(valueAt(end, 'metadata', 'annotations', 'k8s.io/initial-events-end'), 'true')
      await make('d')
      const next = await readEvents(
        client,
        path,
        { ...labelled, resourceVersion: versionOf(end) },
        ({ length }) => length === 1,
      )
      assert.deepEqual(
        next.map(({ type, object }) => [type, nameOf(object)]),
        [['ADDED', 'd']],
      )
      const without = await readEvents(client, path, { ...asked, resourceVersionMatch: '' }, () => true)
      assert.deepEqual([without[0]?.type, without[0]?.object['code']], ['ERROR', 422])
    })
  }
})
