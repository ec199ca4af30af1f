import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRangePool, userMap } from './user-map.ts'

test('a pod’s users are 65535 numbers of the machine, nobody’s else', () => {
  const [one, two] = [userMap(0), userMap(1)]
  assert.equal(one.text, '0 1879048192 65535\n')
  assert.equal(two.text, '0 1879113728 65535\n')
  assert.equal(one.outside(0), 1_879_048_192)
  assert.equal(one.outside(65_534) + 2, two.outside(0))
})

test('users beyond come by name, and nobody stays', () => {
  const map = userMap(0, [1000, 1_000_650_000, 1_000_650_000])
  assert.equal(map.text, '0 1879048192 65533\n65534 1879113725 1\n1000650000 1879113726 1\n')
  assert.equal(map.outside(1_000_650_000), 1_879_113_726)
  assert.equal(map.outside(65_534), 1_879_113_725)
  assert.equal(map.outside(1000), 1_879_049_192)
})

test('the last range ends where numbers are still positive', () => {
  assert.ok(userMap(0x0ffe).outside(65_534) < 2 ** 31)
})

test('no two pods of a node have the same range', () => {
  const pool = createRangePool()
  const ranges = Array.from({ length: 200 }, (_, index) => pool.take(`pod-${index}`))
  assert.equal(new Set(ranges).size, 200)
  pool.release('pod-7')
  assert.equal(pool.take('pod-7'), ranges[7])
})
