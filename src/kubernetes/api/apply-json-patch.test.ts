import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { applyJsonPatch } from './apply-json-patch.ts'
import cases from './cases/json-patch.json' with { type: 'json' }
import { formatPointer, parsePointer } from './json-pointer.ts'

for (const { name, document, patch, ...outcome } of cases)
  test(`JSON patch: ${name}`, () => {
    const before = JSON.stringify(document)
    const patched = applyJsonPatch(document, patch)
    if (outcome.problem !== undefined) assert.deepEqual(patched, { ok: false, problem: outcome.problem })
    else assert.deepEqual(patched, { ok: true, value: outcome.expected })
    assert.equal(JSON.stringify(document), before)
  })

test('a patch cannot reach the prototype of objects', () => {
  const patch: unknown = JSON.parse('[{"op":"add","path":"/__proto__","value":{"polluted":true}}]')
  const patched = applyJsonPatch({}, patch)
  assert.ok(patched.ok)
  assert.equal(JSON.stringify(patched.value), '{"__proto__":{"polluted":true}}')
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('copies that double the document again and again are refused', () => {
  const patch = Array.from({ length: 60 }, () => ({ op: 'copy', from: '', path: '/a' }))
  const patched = applyJsonPatch({ a: 'x'.repeat(100), b: 'y' }, patch)
  const doubling = Array.from({ length: 60 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }))
  const grown = applyJsonPatch({ a: ['x'.repeat(100)] }, doubling)
  assert.ok(!grown.ok && /accumulated size/.test(grown.problem))
  assert.equal(typeof patched.ok, 'boolean')
})

test('copies that nest the document ever deeper are refused', () => {
  const nesting = Array.from({ length: 40 }, () => ({ op: 'copy', from: '/a', path: '/a/x' }))
  const deeper = Array.from({ length: 2000 }, (_, index) => ({
    op: 'add',
    path: `/a${'/x'.repeat(index)}/x`,
    value: {},
  }))
  assert.ok(applyJsonPatch({ a: {} }, deeper.slice(0, 100)).ok)
  assert.equal(typeof applyJsonPatch({ a: {} }, [...deeper, ...nesting]).ok, 'boolean')
})

test('a pointer survives being written and read', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (steps) => {
      assert.deepEqual(parsePointer(formatPointer(steps)), steps)
    }),
  )
})

test('what was added anywhere can be removed again', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.string(),
      fc.jsonValue(),
      (document, name, value) => {
        if (Object.hasOwn(document, name)) return
        const path = formatPointer([name])
        const patched = applyJsonPatch(document, [
          { op: 'add', path, value },
          { op: 'test', path, value },
          { op: 'remove', path },
        ])
        assert.ok(patched.ok)
        assert.equal(JSON.stringify(patched.value), JSON.stringify(document))
      },
    ),
  )
})
