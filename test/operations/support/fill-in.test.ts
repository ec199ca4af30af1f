import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillIn } from './fill-in.ts'

const facts = new Map<string, unknown>([
  ['account', '111122223333'],
  ['size', 3],
  // The seed of RFC 6238's vectors.
  ['seed', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'],
])

test('names become what they stand for, and a name alone keeps its type', () => {
  assert.deepEqual(fillIn({ a: ['arn:${account}:x'], '${account}': '${size}' }, facts), {
    a: ['arn:111122223333:x'],
    '111122223333': 3,
  })
})

test('variables of policies stay', () => {
  assert.equal(fillIn('${aws:username}/${*}', facts), '${aws:username}/${*}')
})

test('a name that nobody knows is a fault of the case', () => {
  assert.throws(() => fillIn('${none}', facts), /nothing is known by the name `none`/)
})

test('what is long is told by its parts', () => {
  assert.equal(fillIn({ $times: 3, text: 'ab' }, facts), 'ababab')
  assert.deepEqual(fillIn({ $times: 2, each: { Key: 'k${n}' } }, facts), [{ Key: 'k1' }, { Key: 'k2' }])
})

test('a seed shows a code of six digits, and the one after it', () => {
  assert.match(String(fillIn('${seed code}', facts)), /^\d{6}$/)
  assert.match(String(fillIn('${seed next code}', facts)), /^\d{6}$/)
})
