import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareSync } from './shared-sync.ts'

test('those who come during a sync share the next one', async () => {
  let [started, finished] = [0, 0]
  const sync = shareSync(async () => {
    started++
    await new Promise((resolve) => setImmediate(resolve))
    finished++
  })
  const first = sync()
  await Promise.resolve()
  const later = [sync(), sync(), sync()]
  await first
  assert.deepEqual([started <= 2, finished], [true, 1])
  await Promise.all(later)
  assert.deepEqual([started, finished], [2, 2])
  await sync()
  assert.equal(started, 3)
})

test('a sync that fails fails those who waited for it, and no others', async () => {
  let calls = 0
  const sync = shareSync(async () => {
    await new Promise((resolve) => setImmediate(resolve))
    if (++calls === 1) throw new Error('disk gone')
  })
  const first = sync()
  await Promise.resolve()
  const second = sync()
  await assert.rejects(first, /disk gone/)
  await second
})
