import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { newUuid } from './index.ts'

test('a UUID is of version 4 and made of the randomness given', () => {
  assert.equal(
    newUuid((length) => new Uint8Array(length).fill(255)),
    'ffffffff-ffff-4fff-bfff-ffffffffffff',
  )
  assert.equal(
    newUuid((length) => new Uint8Array(length)),
    '00000000-0000-4000-8000-000000000000',
  )
  assert.match(newUuid(randomBytes), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
