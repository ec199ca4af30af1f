import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collection, createMemoryStore, keyOf } from './index.ts'

test('a collection keeps its documents under its own prefix', async () => {
  const store = createMemoryStore()
  const roles = collection<{ path: string }>('iam', '111122223333', 'role')
  await store.write((txn) => {
    roles.put(txn, 'b', { path: '/' })
    roles.put(txn, ['a/x', 'y'], { path: '/a/' })
    txn.put('iam/111122223333/roles/c', {})
  })
  assert.deepEqual(
    roles.list(store).map((entry) => entry.key),
    ['iam/111122223333/role/a%2Fx/y', 'iam/111122223333/role/b'],
  )
  assert.equal(roles.get(store, 'b')?.value.path, '/')
  await store.write((txn) => roles.delete(txn, 'b'))
  assert.equal(roles.get(store, 'b'), undefined)
})

test('different names have different keys, even where they are no Unicode text', () => {
  const names = ['a/b', 'a%2Fb', 'a b', 'a+b', '\uD800', '\uD801', '\uFFFD', '%ud800', '']
  assert.equal(new Set(names.map((name) => keyOf([name]))).size, names.length)
  for (const name of names) assert.ok(keyOf([name]).isWellFormed())
})
