import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecentRecords, type RecentRecordsNeeds } from './recent-records.ts'

interface Item {
  readonly n: number
}

const recent = (patch: Partial<RecentRecordsNeeds<Item>> = {}) =>
  createRecentRecords<Item>({
    earlier: () => Promise.resolve([]),
    idOf: ({ n }) => String(n),
    onFault: (fault) => assert.fail(String(fault)),
    limit: 4,
    ...patch,
  })

const add = (records: ReturnType<typeof recent>, ...numbers: readonly number[]): void => {
  for (const n of numbers) records.add(JSON.stringify({ n }))
}

const numbersOf = async (records: ReturnType<typeof recent>): Promise<readonly number[]> =>
  [...(await records.newestFirst())].map(({ n }) => n)

test('records are given newest first, the same object each time', async () => {
  const records = recent()
  add(records, 1, 2)
  assert.deepEqual(await numbersOf(records), [2, 1])
  const [first] = await records.newestFirst()
  const [again] = await records.newestFirst()
  assert.equal(first, again)
  add(records, 3)
  assert.deepEqual(await numbersOf(records), [3, 2, 1])
})

test('only so many are held', async () => {
  const records = recent()
  for (let n = 1; n <= 100; n++) {
    add(records, n)
    const expected = [n, n - 1, n - 2, n - 3].filter((each) => each > 0)
    assert.deepEqual(await numbersOf(records), expected)
  }
})

test('those of an earlier run stand before them, each once', async () => {
  let asked = 0
  const earlier = async (): Promise<readonly Item[]> => {
    asked++
    return [1, 2, 3, 4].map((n) => ({ n }))
  }
  const records = recent({ earlier })
  add(records, 4, 5)
  assert.equal(asked, 0)
  assert.deepEqual(await numbersOf(records), [5, 4, 3, 2])
  assert.deepEqual(await numbersOf(records), [5, 4, 3, 2])
  assert.equal(asked, 1)
})

test('an earlier run that cannot be read is told of once and hides nothing', async () => {
  const faults: unknown[] = []
  const earlier = (): Promise<never> => Promise.reject(new Error('no such disk'))
  const records = recent({ earlier, onFault: (fault) => faults.push(fault) })
  add(records, 1)
  assert.deepEqual(await numbersOf(records), [1])
  assert.deepEqual(await numbersOf(records), [1])
  assert.equal(faults.length, 1)
})

test('what is added while somebody looks does not disturb the look', async () => {
  const records = recent()
  add(records, 1, 2, 3, 4, 5)
  const seen: number[] = []
  for (const { n } of await records.newestFirst()) {
    seen.push(n)
    if (seen.length === 1) add(records, 6)
  }
  assert.deepEqual(seen, [5, 4, 3, 2])
})
