import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyMergePatch } from './apply-merge-patch.ts'

/** RFC 7396 appendix A. */
const vectors: readonly [unknown, unknown, unknown][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

test('the examples of RFC 7396 come out as it says', () => {
  for (const [document, patch, expected] of vectors)
    assert.deepEqual(applyMergePatch(document, patch), expected)
})

test('a merge patch cannot reach the prototype of objects', () => {
  const merged = applyMergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}'))
  assert.equal(JSON.stringify(merged), '{"__proto__":{"polluted":true}}')
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})
