/** What every store must do: one suite, run on each kind. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { Compacted, type Change, type Store } from './index.ts'
import { checkAgainstModel, stepsArbitrary } from './model.test-support.ts'

interface Counter {
  readonly n: number
}

/** `open` makes a new, empty store that keeps at least `historyLimit` changes. */
export function storeSuite(name: string, open: (facts?: { historyLimit?: number }) => Promise<Store>): void {
  function withStore(
    title: string,
    run: (store: Store) => Promise<void>,
    facts?: { historyLimit?: number },
  ): void {
    void test(title, async () => {
      const store = await open(facts)
      try {
        await run(store)
      } finally {
        await store.close()
      }
    })
  }
  const put = (store: Store, key: string, value: unknown = key) => store.write((txn) => txn.put(key, value))

  void describe(`${name}: keys and ranges`, () => {
    withStore('an empty store is at revision 0', async (store) => {
      assert.equal(store.revision, 0)
      assert.equal(store.get('a'), undefined)
      assert.deepEqual(store.list(''), [])
    })

    withStore('a list is ordered by character code and holds the prefix alone', async (store) => {
      const keys = ['b', 'a/z', 'a/~', 'a/\xff', 'a/é', 'a/\0', 'a/', 'a', 'a0', 'a/Z', 'a/a']
      await store.write((txn) => keys.forEach((key) => txn.put(key, key)))
      const expected = keys.filter((key) => key.startsWith('a/')).sort()
      assert.deepEqual(
        store.list('a/').map((entry) => entry.key),
        expected,
      )
      assert.equal(store.list('').length, keys.length)
      assert.deepEqual(store.list('c'), [])
    })

    withStore('a range begins after its key and ends at its limit', async (store) => {
      await store.write((txn) => ['a/1', 'a/2', 'a/3', 'a/4', 'b'].forEach((key) => txn.put(key, 1)))
      const keys = (range: { after?: string; limit?: number }) =>
        store.list('a/', range).map((entry) => entry.key)
      assert.deepEqual(keys({ after: 'a/2' }), ['a/3', 'a/4'])
      assert.deepEqual(keys({ after: 'a/2', limit: 1 }), ['a/3'])
      assert.deepEqual(keys({ after: 'a/25' }), ['a/3', 'a/4'])
      assert.deepEqual(keys({ after: 'A' }), ['a/1', 'a/2', 'a/3', 'a/4'])
      assert.deepEqual(keys({ after: 'z' }), [])
      assert.deepEqual(keys({ limit: 0 }), [])
    })

    withStore('every character that a key may hold comes back', async (store) => {
      for (const key of ['\0', 'a\0b', '\x7f', '%2F', "'; --", '%']) {
        await put(store, key)
        assert.equal(store.get(key)?.value, key)
      }
    })
  })

  void describe(`${name}: transactions`, () => {
    withStore('reads see the writes before them in the same change', async (store) => {
      await put(store, 'k/a', 1)
      const { result } = await store.write((txn) => {
        txn.put('k/b', 2)
        txn.delete('k/a')
        txn.put('k/c', 3)
        txn.put('k/b', 4)
        return [
          txn.get('k/a'),
          txn.get<number>('k/b')?.value,
          txn.list<number>('k/').map((entry) => entry.value),
        ]
      })
      assert.deepEqual(result, [undefined, 4, [4, 3]])
    })

    withStore('a change that throws writes nothing and rejects with its fault', async (store) => {
      const fault = new Error('no')
      await assert.rejects(
        store.write((txn) => {
          txn.put('a', 1)
          throw fault
        }),
        fault,
      )
      assert.equal(store.revision, 0)
      assert.equal(store.get('a'), undefined)
      await put(store, 'b')
      assert.equal(store.revision, 1)
    })

    withStore('a change that writes nothing makes no revision', async (store) => {
      await put(store, 'a')
      assert.deepEqual(await store.write((txn) => txn.get('a')?.revision), { result: 1, revision: 1 })
      assert.deepEqual(await store.write((txn) => txn.delete('b')), { result: undefined, revision: 1 })
      const undone = await store.write((txn) => {
        txn.put('c', 1)
        txn.delete('c')
      })
      assert.equal(undone.revision, 1)
    })

    withStore('revisions tell when a key was made and last written', async (store) => {
      await put(store, 'a')
      await put(store, 'a')
      assert.partialDeepStrictEqual(store.get('a'), { createRevision: 1, revision: 2 })
      await store.write((txn) => txn.delete('a'))
      await put(store, 'a')
      assert.partialDeepStrictEqual(store.get('a'), { createRevision: 4, revision: 4 })
      await store.write((txn) => {
        txn.delete('a')
        txn.put('a', 2)
      })
      assert.partialDeepStrictEqual(store.get('a'), { createRevision: 5, revision: 5 })
    })

    withStore('concurrent writers of one key lose no write', async (store) => {
      const increment = () =>
        store.write((txn) => {
          const n = (txn.get<Counter>('n')?.value.n ?? 0) + 1
          txn.put('n', { n })
          return n
        })
      const written = await Promise.all(Array.from({ length: 200 }, increment))
      assert.equal(store.get<Counter>('n')?.value.n, 200)
      assert.equal(new Set(written.map((one) => one.result)).size, 200)
      assert.equal(new Set(written.map((one) => one.revision)).size, 200)
    })

    withStore('of two writers that both ask for a free name one gets it', async (store) => {
      const take = (by: string) =>
        store.write((txn) => {
          if (txn.list('name/').length > 0) throw new Error('taken')
          txn.put(`name/${by}`, by)
        })
      const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(take))
      assert.deepEqual(outcomes.map((outcome) => outcome.status).sort(), [
        'fulfilled',
        'rejected',
        'rejected',
      ])
      assert.equal(store.list('name/').length, 1)
    })

    withStore('a write shows once it is acknowledged, and all of it at once', async (store) => {
      const writing = store.write((txn) => {
        txn.put('a', 1)
        txn.put('b', 1)
      })
      assert.deepEqual(store.list(''), [])
      await writing
      assert.equal(store.list('').length, 2)
    })

    withStore('what a reader holds does not change, nor can it be changed', async (store) => {
      const value = { list: [1] }
      await put(store, 'a', value)
      value.list.push(2)
      const held = store.get<{ list: number[] }>('a')!
      assert.deepEqual(held.value, { list: [1] })
      assert.throws(() => held.value.list.push(3), TypeError)
      await put(store, 'a', { list: [] })
      assert.deepEqual(held.value, { list: [1] })
    })

    withStore('a value is what JSON says of it', async (store) => {
      await put(store, 'a', { date: new Date(0), nothing: undefined })
      assert.deepEqual(store.get('a')?.value, { date: '1970-01-01T00:00:00.000Z' })
      await assert.rejects(
        put(store, 'b', () => 1),
        /must be JSON/,
      )
      await put(store, 'é/\u00ff', 1)
      for (const key of ['\uD800', 'Ā', 'a/\u{1F600}'])
        await assert.rejects(put(store, key, 1), /must be Latin 1/)
    })

    withStore('a transaction ends with its change', async (store) => {
      const { result: txn } = await store.write((inner) => ({ inner }))
      assert.throws(() => txn.inner.put('a', 1), /must not be used/)
      assert.throws(() => txn.inner.get('a'), /must not be used/)
    })

    withStore('a change that is not synchronous or writes past its transaction is refused', async (store) => {
      await assert.rejects(
        store.write((txn) => Promise.resolve(txn.put('a', 1))),
        /must be synchronous/,
      )
      await assert.rejects(
        store.write(() => void store.write((txn) => txn.put('a', 1))),
        /not write to the store/,
      )
      assert.deepEqual(store.list(''), [])
    })

    withStore('after close later writes are refused and earlier ones are made', async (store) => {
      const earlier = Array.from({ length: 50 }, (_, index) => put(store, `k${index}`))
      const closing = store.close()
      await assert.rejects(put(store, 'late'), /closed/)
      await Promise.all(earlier)
      await closing
      assert.equal(store.list('k').length, 50)
    })
  })

  void describe(`${name}: watch`, () => {
    withStore('tells past changes first, then those that come, one call a revision', async (store) => {
      const seen: [number, string[]][] = []
      await store.write((txn) => {
        txn.put('w/a', 1)
        txn.put('w/b', 1)
        txn.put('x', 1)
      })
      await put(store, 'x', 2)
      store.watch('w/', 0, (changes, revision) => seen.push([revision, changes.map((change) => change.key)]))
      await put(store, 'w/c')
      assert.deepEqual(seen, [
        [1, ['w/a', 'w/b']],
        [3, ['w/c']],
      ])
    })

    withStore('tells nothing up to the revision that it is asked from', async (store) => {
      const seen: number[] = []
      await put(store, 'a')
      await put(store, 'a')
      store.watch('', 1, (_, revision) => seen.push(revision))
      store.watch('', 3, (_, revision) => seen.push(revision * 10))
      await put(store, 'a')
      await put(store, 'a')
      assert.deepEqual(seen, [2, 3, 4, 40])
    })

    withStore('a change carries what stood there before', async (store) => {
      const seen: Change[] = []
      store.watch('', 0, (changes) => seen.push(...changes))
      await put(store, 'a', 1)
      await put(store, 'a', 2)
      await store.write((txn) => txn.delete('a'))
      const change = { key: 'a', createRevision: 1 }
      assert.deepEqual(seen, [
        { ...change, type: 'put', value: 1, revision: 1, previous: undefined },
        { ...change, type: 'put', value: 2, revision: 2, previous: 1 },
        { ...change, type: 'delete', value: 2, revision: 3, previous: 2 },
      ])
    })

    withStore('an observer sees the state as of the revision that it is told', async (store) => {
      const seen: boolean[] = []
      store.watch('', 0, (changes, revision) => {
        seen.push(store.revision === revision && store.get('n')?.value === changes[0]!.value)
      })
      await Promise.all([1, 2, 3, 4, 5].map((n) => put(store, 'n', n)))
      assert.deepEqual(seen, [true, true, true, true, true])
    })

    withStore('no call comes after the watch has ended', async (store) => {
      let calls = 0
      const end = store.watch('', 0, () => {
        calls++
        end()
      })
      store.watch('', 0, () => calls++)()
      await Promise.all([put(store, 'a'), put(store, 'b')])
      assert.equal(calls, 1)
    })

    withStore('an observer may write, watch and end other watches', async (store) => {
      const seen: string[] = []
      const endOther = store.watch('', 0, () => seen.push('other'))
      const done = new Promise<void>((resolve) => {
        store.watch('copy/', 0, () => resolve())
      })
      store.watch('a', 0, (changes) => {
        endOther()
        store.watch('', 0, (past) => seen.push(`inner ${past[0]!.key}`))
        void put(store, `copy/${changes[0]!.key}`)
      })
      await put(store, 'a')
      await done
      await put(store, 'z')
      assert.deepEqual(seen, ['other', 'inner a', 'inner copy/a', 'inner z'])
    })

    withStore('what an observer throws harms neither the writer nor other observers', async (store) => {
      const seen: number[] = []
      const warned = new Promise((resolve) => process.once('warning', resolve))
      store.watch('', 0, () => {
        throw new Error('observer')
      })
      store.watch('', 0, (_, revision) => seen.push(revision))
      await put(store, 'a')
      assert.deepEqual(seen, [1])
      assert.match(String(await warned), /observer/)
    })

    withStore(
      'changes that are no longer kept are Compacted',
      async (store) => {
        for (let index = 0; index < 50; index++) await put(store, 'a', index)
        assert.throws(
          () => store.watch('', 0, () => {}),
          (fault) => fault instanceof Compacted && fault.oldestRevision > 1 && fault.oldestRevision <= 41,
        )
        const seen: number[] = []
        store.watch('', 40, (_, revision) => seen.push(revision))
        await put(store, 'a')
        assert.deepEqual(seen, [41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51])
      },
      { historyLimit: 10 },
    )
  })

  void test(`${name}: any steps leave what a plain map would hold`, () =>
    fc.assert(
      fc.asyncProperty(stepsArbitrary, async (steps) => {
        const store = await open()
        try {
          await checkAgainstModel(store, steps)
        } finally {
          await store.close()
        }
      }),
      { numRuns: name === 'memory' ? 200 : 15 },
    ))
}
