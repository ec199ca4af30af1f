import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { lastOrder, nonceSize, orderOfId, versionIdOf } from './version-id.ts'

const nonce = fc.uint8Array({ minLength: nonceSize, maxLength: nonceSize })

test('an id has 32 characters and tells its place', () => {
  fc.assert(
    fc.property(fc.nat(lastOrder), nonce, (order, chance) => {
      const id = versionIdOf(order, chance)
      assert.match(id, /^[\w.]{32}$/)
      assert.equal(orderOfId(id), order)
    }),
  )
})

test('what no bucket has as an id tells no place', () => {
  for (const text of ['', 'null', 'x'.repeat(31), 'x'.repeat(33), '-'.repeat(32), `${'x'.repeat(31)}/`])
    assert.equal(orderOfId(text), undefined, text)
})
