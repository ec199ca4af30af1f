import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Compacted, createMemoryStore } from './index.ts'
import { storeSuite } from './suite.test-support.ts'

storeSuite('memory', (facts) => Promise.resolve(createMemoryStore(facts)))

test('changes are kept for watchers up to a length, however few they are', async () => {
  const store = createMemoryStore({ historySize: 10_000 })
  for (let index = 1; index <= 10; index += 1)
    await store.write((txn) => txn.put('big', `${index}${'x'.repeat(4000)}`))
  assert.throws(() => store.watch('', 0, () => {}), Compacted)
  const seen: number[] = []
  store.watch('', 8, (_, revision) => seen.push(revision))
  await Promise.resolve()
  assert.deepEqual(seen, [9, 10])
  await store.close()
})
