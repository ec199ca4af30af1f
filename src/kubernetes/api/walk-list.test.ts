import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { startFakeApiServer, type FakeApiServer } from './fake-api-server.test-support.ts'
import { valueAt } from './json.ts'
import { pathOf } from './paths.ts'
import { walkList } from './walk-list.ts'

async function start(context: TestContext, count: number): Promise<FakeApiServer> {
  const fake = await startFakeApiServer(context)
  for (let index = 0; index < count; index++) {
    const name = `n-${String(index).padStart(3, '0')}`
    fake.put(pathOf('secrets', 'demo', name), { metadata: { namespace: 'demo', name } })
  }
  return fake
}

async function walk(fake: FakeApiServer, signal = new AbortController().signal) {
  const seen: unknown[] = []
  const problem = await walkList(fake.client, {
    path: pathOf('secrets'),
    pageSize: 10,
    signal,
    onItem: (object) => void seen.push(valueAt(object, 'metadata', 'name')),
    wait: () => Promise.resolve(),
  })
  return { seen, problem }
}

test('every object is told once, page by page', async (t) => {
  const fake = await start(t, 25)
  const { seen, problem } = await walk(fake)
  assert.deepEqual([seen.length, new Set(seen).size, problem], [25, 25, undefined])
  assert.equal(fake.requests.length, 3)
})

test('a snapshot that is compacted away between two pages is begun anew, and nothing is told twice', async (t) => {
  const fake = await start(t, 25)
  let pages = 0
  fake.onRequest = () => (++pages === 3 ? Promise.resolve({ code: 410 }) : undefined)
  const { seen, problem } = await walk(fake)
  assert.deepEqual([seen.length, new Set(seen).size, problem], [25, 25, undefined])
})

test('a list in another order is told whole, and not begun anew', async (t) => {
  const fake = await start(t, 25)
  fake.put(pathOf('secrets', 'a', 'late'), { metadata: { namespace: 'a', name: 'late' } })
  assert.equal((await walk(fake)).seen.length, 26)
  for (let index = 0; index < 10; index++)
    fake.put(pathOf('secrets', 'b', `l-${index}`), { metadata: { namespace: 'b', name: `l-${index}` } })
  let pages = 0
  fake.onRequest = () => (++pages === 4 ? Promise.resolve({ code: 410 }) : undefined)
  assert.equal((await walk(fake)).problem?.code, 410)
})

test('what passes is waited for, and what does not pass ends it', async (t) => {
  const fake = await start(t, 25)
  let pages = 0
  fake.onRequest = () => ([2, 3, 4].includes(++pages) ? Promise.resolve({ code: 429 }) : undefined)
  assert.equal((await walk(fake)).seen.length, 25)
  fake.onRequest = () => Promise.resolve({ code: 403 })
  assert.equal((await walk(fake)).problem?.code, 403)
  let asked = 0
  fake.onRequest = () => (asked++, Promise.resolve({ code: 503 }))
  assert.equal((await walk(fake)).problem?.code, 503)
  assert.equal(asked, 5)
})

test('a walk that is broken off says so', async (t) => {
  const fake = await start(t, 5)
  assert.equal((await walk(fake, AbortSignal.abort())).problem?.reason, 'Aborted')
})
