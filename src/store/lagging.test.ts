import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import * as fc from 'fast-check'
import { createLaggingStore, createMemoryStore, type Store } from './index.ts'

const delay = 2000

async function open() {
  let now = 0
  const store = createMemoryStore()
  const lagging = createLaggingStore(store, {
    clock: () => now,
    delay,
    prefix: 'a/',
    lags: (key) => !key.startsWith('a/now/'),
  })
  lagging.begin()
  await setImmediate()
  const put = (key: string, value: unknown) => lagging.write((txn) => txn.put(key, value))
  return { store, lagging, put, wait: (milliseconds: number) => void (now += milliseconds) }
}

const look = (store: Pick<Store, 'list'>) =>
  Object.fromEntries(store.list('a/').map(({ key, value }) => [key, value]))

test('a write shows when its time has come, in get and in list', async () => {
  const { lagging, put, wait } = await open()
  await put('a/1', 'one')
  assert.equal(lagging.get('a/1'), undefined)
  assert.deepEqual(lagging.list('a/'), [])
  wait(delay - 1)
  assert.equal(lagging.get('a/1'), undefined)
  wait(1)
  assert.equal(lagging.get('a/1')?.value, 'one')
  assert.equal(lagging.list('a/').length, 1)
})

test('a deletion shows as late, and each of several changes at its own time', async () => {
  const { lagging, put, wait } = await open()
  await put('a/1', 'one')
  wait(1000)
  await put('a/1', 'two')
  wait(500)
  await lagging.write((txn) => txn.delete('a/1'))
  const seen = [500, 1000, 500].map((more) => {
    wait(more)
    return lagging.get('a/1')?.value
  })
  assert.deepEqual(seen, ['one', 'two', undefined])
})

test('a change is made on the newest state', async () => {
  const { lagging, put } = await open()
  await put('a/1', 'one')
  const { result } = await lagging.write((txn) => txn.get('a/1')?.value)
  assert.equal(result, 'one')
})

test('other keys, those that are spared and what came before show at once', async () => {
  const { lagging, put } = await open()
  await put('b/1', 'one')
  await put('a/now/1', 'one')
  assert.equal(lagging.get('b/1')?.value, 'one')
  assert.equal(lagging.get('a/now/1')?.value, 'one')
  const store = createMemoryStore()
  const later = createLaggingStore(store, { clock: () => 0, delay, prefix: 'a/', lags: () => true })
  await later.write((txn) => txn.put('a/1', 'one'))
  later.begin()
  assert.equal(later.get('a/1')?.value, 'one')
})

test('the revision tells whenever something looks otherwise', async () => {
  const { lagging, put, wait } = await open()
  const revisions = [lagging.revision]
  await put('a/1', 'one')
  revisions.push(lagging.revision)
  wait(delay)
  revisions.push(lagging.revision)
  assert.equal(new Set(revisions).size, 3)
})

interface Act {
  readonly key: string
  readonly value: number | null
  readonly wait: number
}

const act: fc.Arbitrary<Act> = fc.record({
  key: fc.constantFrom('a/1', 'a/2', 'a/3'),
  value: fc.option(fc.nat(9)),
  wait: fc.nat(1500),
})

test('what it shows is what the store held the delay ago', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 20 }), async (acts) => {
      const { store, lagging, wait } = await open()
      let now = 0
      const past: { at: number; state: object }[] = [{ at: 0, state: {} }]
      for (const { key, value, wait: more } of acts) {
        await lagging.write((txn) => (value === null ? txn.delete(key) : txn.put(key, value)))
        past.push({ at: now, state: look(store) })
        wait(more)
        now += more
        const then = past.findLast(({ at }, index) => index === 0 || at + delay <= now)!
        assert.deepEqual(look(lagging), then.state)
        for (const name of ['a/1', 'a/2', 'a/3'])
          assert.equal(lagging.get(name)?.value, (then.state as Record<string, unknown>)[name])
      }
    }),
    { numRuns: 100 },
  )
})
