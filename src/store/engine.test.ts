import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEngine } from './engine.ts'
import { createWholeState } from './state.ts'
import type { Store } from './store.ts'
import type { Write } from './transaction.ts'

/** An engine whose commits fail while `refuse` says so. */
function engineThat(refuse: (writes: readonly Write[]) => boolean): { store: Store; commits: string[][] } {
  const commits: string[][] = []
  const store = createEngine({
    revision: 0,
    state: createWholeState([]),
    commit: async (writes) => {
      await new Promise((resolve) => setImmediate(resolve))
      if (refuse(writes)) throw new Error('disk full')
      commits.push(writes.map((write) => write.key))
    },
    release: () => Promise.resolve(),
  })
  return { store, commits }
}

const outcomes = async (writes: Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(writes)).map((outcome) =>
    outcome.status === 'fulfilled' ? 'done' : (outcome.reason as Error).message,
  )

test('a failed commit rejects its writer and leaves nothing to be seen', async () => {
  const { store } = engineThat(() => true)
  const seen: number[] = []
  store.watch('', 0, (_, revision) => seen.push(revision))
  await assert.rejects(
    store.write((txn) => txn.put('a', 1)),
    /disk full/,
  )
  assert.equal(store.get('a'), undefined)
  assert.equal(store.revision, 0)
  assert.deepEqual(seen, [])
})

test('only the writer at fault is rejected of those that shared its commit', async () => {
  const { store } = engineThat((writes) => writes.some((write) => write.key === 'bad'))
  const put = (key: string) => store.write((txn) => txn.put(key, key))
  assert.deepEqual(await outcomes([put('a'), put('bad'), put('b')]), ['done', 'disk full', 'done'])
  assert.deepEqual(
    store.list('').map((entry) => [entry.key, entry.revision]),
    [
      ['a', 1],
      ['b', 2],
    ],
  )
})

test('who read a write that then failed decides again without it', async () => {
  const { store } = engineThat((writes) => writes.some((write) => write.value === 'bad'))
  const take = (value: string) =>
    store.write((txn) => {
      if (txn.get('name') !== undefined) throw new Error('taken')
      txn.put('name', value)
    })
  const first = take('bad')
  const count = store.write((txn) => txn.list('').length)
  assert.deepEqual(await outcomes([first, take('good'), take('late')]), ['disk full', 'done', 'taken'])
  assert.equal((await count).result, 0)
  assert.equal(store.get('name')?.value, 'good')
})

test('writers that come while a commit is under way share the next one', async () => {
  const { store, commits } = engineThat(() => false)
  const put = (key: string) => store.write((txn) => txn.put(key, key))
  const first = put('a')
  await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(undefined))))
  await Promise.all([first, put('b'), put('c'), put('d')])
  assert.deepEqual(commits, [['a'], ['b', 'c', 'd']])
})

test('a pending delete hides what an earlier commit shows', async () => {
  const { store } = engineThat(() => false)
  const first = store.write((txn) => txn.put('a', 1))
  await Promise.resolve()
  const second = store.write((txn) => txn.delete('a'))
  await first
  const third = store.write((txn) => txn.get('a'))
  await second
  assert.equal((await third).result, undefined)
  assert.equal(store.get('a'), undefined)
})
