import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { pooledRandom } from './pooled-random.ts'

function counting() {
  let draws = 0
  const random = pooledRandom((length) => {
    draws++
    return Uint8Array.from({ length }, (_, index) => (draws * 31 + index) % 256)
  })
  return { random, draws: () => draws }
}

test('a draw is shared by many, and no byte is given twice', () => {
  const { random, draws } = counting()
  const first = [...random(12), ...random(6)]
  assert.deepEqual(
    first,
    Array.from({ length: 18 }, (_, index) => 31 + index),
  )
  assert.equal(draws(), 1)
})

test('the first byte is drawn as all others are', () => {
  assert.deepEqual([...counting().random(1)], [31])
})

test('what does not fit the rest of the pool comes whole from the next one', () => {
  const { random, draws } = counting()
  random(4090)
  assert.deepEqual(
    [...random(12)],
    Array.from({ length: 12 }, (_, index) => 62 + index),
  )
  assert.equal(draws(), 2)
})

test('more than a pool is drawn directly', () => {
  const { random } = counting()
  assert.equal(random(5000).length, 5000)
})

test("the bytes given are those drawn, of Node's own buffers as well", () => {
  const drawn: Buffer[] = []
  const random = pooledRandom((length) => {
    const bytes = randomBytes(length)
    drawn.push(Buffer.from(bytes))
    return bytes
  })
  const given = Array.from({ length: 700 }, () => random(12))
  const expected = drawn.flatMap((pool) =>
    Array.from({ length: 341 }, (_, index) => pool.subarray(index * 12, index * 12 + 12).toString('hex')),
  )
  assert.deepEqual(
    given.map((bytes) => Buffer.from(bytes).toString('hex')),
    expected.slice(0, 700),
  )
})
