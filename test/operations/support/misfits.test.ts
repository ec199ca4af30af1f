import assert from 'node:assert/strict'
import { test } from 'node:test'
import { misfits } from './misfits.ts'

const fitting: readonly (readonly [expected: unknown, actual: unknown])[] = [
  [{ a: 1 }, { a: 1, b: 2 }],
  ['/^a+$/', 'aaa'],
  ['/^2026-/', '2026-01-01'],
  [{ a: null }, {}],
  [[{ a: 1 }], [{ a: 2 }, { a: 1, b: 3 }]],
  [[], []],
  [{ a: { b: '/x/' } }, { a: { b: 'axa' } }],
  ['/', '/'],
]

const other: readonly (readonly [expected: unknown, actual: unknown, at: string])[] = [
  [{ a: 1 }, { a: 2 }, 'a is 2'],
  [{ a: 1 }, {}, 'a is undefined'],
  [{ a: null }, { a: 0 }, 'a is 0'],
  ['/^a+$/', 'b', 'it is "b"'],
  ['/^a+$/', undefined, 'it is undefined'],
  [[1], [2], 'it has no 1'],
  [[1], 1, 'it is 1'],
  [[], [1], 'it is [1]'],
  [{ a: { b: 1 } }, { a: 'text' }, 'a is "text"'],
  [{ a: {} }, { a: undefined }, 'a is undefined'],
  [true, 'true', 'it is "true"'],
]

for (const [expected, actual] of fitting)
  test(`${JSON.stringify(actual)} fits ${JSON.stringify(expected)}`, () =>
    assert.deepEqual(misfits(expected, actual), []))

for (const [expected, actual, at] of other)
  test(`${JSON.stringify(actual)} does not fit ${JSON.stringify(expected)}`, () => {
    const [told = ''] = misfits(expected, actual)
    assert.ok(told.startsWith(at), told)
  })
