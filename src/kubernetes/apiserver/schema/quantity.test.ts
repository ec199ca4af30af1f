import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, constantFrom, integer, property } from 'fast-check'
import cases from '../cases/quantities.json' with { type: 'json' }
import { canonicalQuantity, parseQuantity } from './quantity.ts'

for (const { text, canonical } of cases as readonly { text: string; canonical?: string }[])
  test(`${JSON.stringify(text)} is ${canonical ?? 'no quantity'}`, () => {
    assert.equal(canonicalQuantity(text), canonical)
  })

test('the canonical form says the same amount and is its own canonical form', () => {
  const suffixes = ['', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'Ti']
  check(
    property(integer({ min: 0, max: 1e9 }), constantFrom(...suffixes), (number, suffix) => {
      const text = `${number}${suffix}`
      const canonical = canonicalQuantity(text)!
      assert.equal(parseQuantity(canonical)!.nanos, parseQuantity(text)!.nanos)
      assert.equal(canonicalQuantity(canonical), canonical)
    }),
  )
})
