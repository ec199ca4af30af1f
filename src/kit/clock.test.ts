import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, date as moment, property } from 'fast-check'
import { isoSeconds } from './index.ts'

test('a moment is written in whole seconds, as Date writes it', () => {
  check(
    property(moment({ noInvalidDate: true }), (date) => {
      const expected = new Date(Math.floor(date.getTime() / 1000) * 1000)
      assert.equal(isoSeconds(date.getTime()), expected.toISOString().replace('.000Z', 'Z'))
    }),
  )
  assert.equal(isoSeconds(Date.parse('2026-11-21T09:08:07.999Z')), '2026-11-21T09:08:07Z')
})

test('what is no moment is refused', () => {
  assert.throws(() => isoSeconds(NaN), RangeError)
  assert.throws(() => isoSeconds(Infinity), RangeError)
})
