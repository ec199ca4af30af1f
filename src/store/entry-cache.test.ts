import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EntryCache } from './entry-cache.ts'

const entry = (key: string, value: unknown = key) => ({ key, value, revision: 1, createRevision: 1 })

test('what was kept last is found, with its newest value', () => {
  const cache = new EntryCache(10_000)
  cache.set('a', entry('a', 1), 10)
  cache.set('a', entry('a', 2), 10)
  assert.deepEqual(cache.get('a'), entry('a', 2))
  assert.equal(cache.get('b'), undefined)
})

test('what was not used for a while is forgotten, what is used stays', () => {
  const cache = new EntryCache(10_000)
  cache.set('used', entry('used'), 100)
  cache.set('unused', entry('unused'), 100)
  for (let n = 0; n < 1000; n++) {
    cache.set(`other/${n}`, entry(`other/${n}`), 100)
    assert.deepEqual(cache.get('used'), entry('used'))
  }
  assert.equal(cache.get('unused'), undefined)
  assert.equal(cache.get('other/0'), undefined)
  assert.deepEqual(cache.get('other/999'), entry('other/999'))
})

test('it holds no more than its limit', () => {
  const cache = new EntryCache(10_000)
  const keys = Array.from({ length: 1000 }, (_, n) => `key/${String(n).padStart(4, '0')}`)
  for (const key of keys) cache.set(key, entry(key), 892)
  const kept = keys.filter((key) => cache.get(key) !== undefined)
  assert.ok(kept.length >= 5 && kept.length <= 10, String(kept.length))
})

test('something larger than the whole is not kept', () => {
  const cache = new EntryCache(100)
  cache.set('large', entry('large'), 1000)
  cache.set('larger', entry('larger'), 1000)
  cache.set('largest', entry('largest'), 1000)
  assert.equal(cache.get('large'), undefined)
})
