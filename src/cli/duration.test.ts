import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDuration } from './duration.ts'

test('durations are read as people write them', () => {
  for (const [text, seconds] of [
    ['90', 90],
    ['90s', 90],
    ['15m', 900],
    ['1h30m', 5400],
    ['2d', 172_800],
    ['0', 0],
  ] as const)
    assert.equal(parseDuration(text), seconds)
})

test('anything else is refused with an example', () => {
  for (const text of ['', ' ', '-5', '+5', '1.5h', '1e3', 'h', '1w', '1h 30m', '0x10', '٣s', '1H'])
    assert.throws(() => parseDuration(text), /expected a duration such as 15m or 1h30m/, text)
})
