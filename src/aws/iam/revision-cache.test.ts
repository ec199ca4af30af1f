import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createLaggingStore, createMemoryStore } from '../../store/index.ts'
import { revisionCache } from './revision-cache.ts'

/** A store that lags, on a clock that moves with each look at it. */
async function openLagging(delay: number) {
  let now = 0
  const store = createLaggingStore(createMemoryStore(), {
    clock: () => now++,
    delay,
    prefix: 'a/',
    lags: () => true,
  })
  store.begin()
  await setImmediate()
  return store
}

test('a change is not missed, whenever between two reads it comes to show', async () => {
  for (let delay = 1; delay <= 30; delay++) {
    const store = await openLagging(delay)
    const cache = revisionCache<string>(store, 10)
    const look = (): string | undefined =>
      cache.get('one', (from) => from.get<string>('a/1')?.value as string)
    const lookOften = (): (string | undefined)[] => Array.from({ length: 60 }, look)
    await store.write((txn) => txn.put('a/1', 'policy'))
    assert.equal(lookOften().at(-1), 'policy', `made, with a delay of ${delay}`)
    await store.write((txn) => txn.delete('a/1'))
    assert.equal(lookOften().at(-1), undefined, `deleted, with a delay of ${delay}`)
  }
})
