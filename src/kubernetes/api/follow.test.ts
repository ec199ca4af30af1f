import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { startFakeApiServer, until, type FakeApiServer } from './fake-api-server.test-support.ts'
import { follow, type FollowOptions } from './follow.ts'
import { valueAt, type JsonObject } from './json.ts'
import { pathOf } from './paths.ts'
import type { ApiProblem } from './status.ts'

const accounts = pathOf('serviceaccounts')
const put = (fake: FakeApiServer, name: string): JsonObject =>
  fake.put(pathOf('serviceaccounts', 'demo', name), { metadata: { name, namespace: 'demo' } })
const nameOf = (object: JsonObject): string => String(valueAt(object, 'metadata', 'name'))

interface Following {
  readonly lists: string[][]
  readonly changes: string[]
  readonly problems: ApiProblem[]
  readonly waits: number[]
  readonly progress: string[]
}

function start(
  context: TestContext,
  fake: FakeApiServer,
  more: Partial<FollowOptions<string>> = {},
): Following {
  const ending = new AbortController()
  context.after(() => ending.abort())
  const seen: Following = { lists: [], changes: [], problems: [], waits: [], progress: [] }
  void follow<string>(fake.client, {
    path: accounts,
    signal: ending.signal,
    pick: nameOf,
    onList: (names) => seen.lists.push(names.toSorted()),
    onChange: (type, name) => seen.changes.push(`${type} ${name}`),
    onProgress: (version) => seen.progress.push(version),
    onProblem: (problem) => seen.problems.push(problem),
    wait: (milliseconds) => {
      seen.waits.push(milliseconds)
      return new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 20)))
    },
    ...more,
  })
  return seen
}

const isWatch = (fake: FakeApiServer): number =>
  fake.requests.filter(({ query }) => query.get('watch') === 'true').length

test('a list is streamed where the server does that, and watched on over the same connection', async (t) => {
  const fake = await startFakeApiServer(t)
  put(fake, 'a')
  const seen = start(t, fake)
  await until('the list is known', () => seen.lists.length === 1)
  put(fake, 'b')
  fake.remove(pathOf('serviceaccounts', 'demo', 'a'))
  await until('the changes are known', () => seen.changes.length === 2)
  assert.deepEqual([seen.lists, seen.changes], [[['a']], ['ADDED b', 'DELETED a']])
  assert.equal(fake.requests.length, 1)
  const { query } = fake.requests[0]!
  assert.deepEqual(
    [query.get('sendInitialEvents'), query.get('resourceVersionMatch'), query.get('allowWatchBookmarks')],
    ['true', 'NotOlderThan', 'true'],
  )
})

test('a list is read page by page where the server does not stream lists', async (t) => {
  const fake = await startFakeApiServer(t)
  fake.streamsLists = false
  for (let index = 0; index < 1100; index++) put(fake, `a-${index}`)
  const seen = start(t, fake)
  await until('the watch is open', () => fake.watches() === 1)
  assert.equal(seen.lists[0]?.length, 1100)
  assert.equal(fake.requests.filter(({ query }) => query.get('limit') === '500').length, 3)
  put(fake, 'late')
  await until('the change is known', () => seen.changes.length === 1)
  assert.deepEqual(seen.problems, [])
})

test('a server that takes no notice of the wish for a streamed list is asked for pages', async (t) => {
  const fake = await startFakeApiServer(t)
  put(fake, 'a')
  // It sends what is there as a plain watch without a version does, and no end of the list.
  const stream = fake.client.open
  const silent = {
    ...fake.client,
    open: async (path: string, options: Parameters<typeof stream>[1]) => {
      if (options?.query?.['sendInitialEvents'] === undefined) return stream(path, options)
      let close = (): void => undefined
      const closed = new Promise<void>((resolve) => (close = resolve))
      t.mock.timers.enable({ apis: ['setTimeout'] })
      const lines = (async function* () {
        yield [JSON.stringify({ type: 'ADDED', object: { metadata: { name: 'a', namespace: 'demo' } } })]
        setImmediate(() => {
          t.mock.timers.tick(10_000)
          t.mock.timers.reset()
        })
        await closed
      })()
      return { ok: true as const, stream: { lines, close } }
    },
  }
  const seen = start(t, { ...fake, client: silent })
  await until('the list is known', () => seen.lists.length === 1)
  assert.deepEqual([seen.lists, seen.problems], [[['a']], []])
})

test('a watch that ends goes on from the last version, bookmarks included', async (t) => {
  const fake = await startFakeApiServer(t)
  const seen = start(t, fake)
  await until('the list is known', () => seen.lists.length === 1)
  put(fake, 'a')
  fake.put('/api/v1/namespaces/demo/secrets/other', { metadata: { name: 'other' } })
  fake.bookmark()
  await until('the bookmark is seen', () => seen.progress.at(-1) === String(fake.version()))
  fake.cutWatches()
  await until('it is watched again', () => isWatch(fake) === 2)
  assert.equal(fake.requests.at(-1)?.query.get('resourceVersion'), String(fake.version()))
  put(fake, 'b')
  await until('the change is known', () => seen.changes.length === 2)
  assert.equal(seen.lists.length, 1)
})

test('an expired version has the list taken anew at once', async (t) => {
  const fake = await startFakeApiServer(t)
  put(fake, 'gone')
  const seen = start(t, fake)
  await until('the list is known', () => seen.lists.length === 1)
  fake.cutWatches(true)
  fake.remove(pathOf('serviceaccounts', 'demo', 'gone'))
  put(fake, 'new')
  await until('the list is known again', () => seen.lists.length === 2)
  assert.deepEqual(seen.lists[1], ['new'])
  assert.equal(seen.problems[0]?.code, 410)
  assert.ok(seen.waits.includes(0))
})

test('a page token that expires has the list read whole', async (t) => {
  const fake = await startFakeApiServer(t)
  fake.streamsLists = false
  for (let index = 0; index < 600; index++) put(fake, `a-${index}`)
  fake.onRequest = ({ query }) => (query.has('continue') ? Promise.resolve({ code: 410 }) : undefined)
  const seen = start(t, fake)
  await until('the list is known', () => seen.lists.length === 1)
  assert.equal(seen.lists[0]?.length, 600)
})

test('a server that cannot be reached is asked again with longer and longer waits', async (t) => {
  const fake = await startFakeApiServer(t)
  fake.refuseConnections(true)
  const seen = start(t, fake, { chance: () => 1 })
  await until('it has failed a few times', () => seen.waits.length >= 4)
  assert.deepEqual(seen.waits.slice(0, 4), [500, 1000, 2000, 4000])
  fake.refuseConnections(false)
  put(fake, 'a')
  await until('the list is known', () => seen.lists.length === 1)
})

test('a server that wishes to be left alone is, and no two clients come back at one moment', async (t) => {
  const fake = await startFakeApiServer(t)
  const tooMany = {
    kind: 'Status',
    code: 429,
    message: 'too many requests',
    details: { retryAfterSeconds: 5 },
  }
  fake.onRequest = () => Promise.resolve({ code: 429, body: tooMany })
  const chances = [0, 0.5]
  const seen = start(t, fake, { chance: () => chances.shift() ?? 1 })
  await until('it was asked twice', () => seen.waits.length >= 2)
  assert.ok(seen.waits[0]! >= 5000 && seen.waits[1]! > seen.waits[0]!, String(seen.waits))
})
