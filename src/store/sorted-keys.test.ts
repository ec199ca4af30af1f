import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { SortedKeys } from './sorted-keys.ts'

test('keys stay in order whatever is added and taken away', () => {
  const key = fc.string({ maxLength: 3 })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(key, fc.boolean()), { maxLength: 200 }),
      key,
      key,
      (acts, prefix, after) => {
        const [keys, model] = [new SortedKeys(), new Set<string>()]
        for (const [name, remove] of acts)
          if (remove && model.delete(name)) keys.delete(name)
          else if (!remove && !model.has(name)) {
            model.add(name)
            keys.add(name)
          }
        const expected = [...model].filter((name) => name.startsWith(prefix) && name > after).sort()
        assert.deepEqual([...keys.under(prefix, after)], expected)
      },
    ),
  )
})

test('a hundred thousand keys come in far from their order and are found in it', () => {
  const keys = new SortedKeys()
  // A step coprime to the count visits every number once, in an order that is far from sorted.
  for (let index = 0; index < 100_000; index++) keys.add(String((index * 61_843) % 100_000).padStart(6, '0'))
  assert.equal([...keys.under('', undefined)].length, 100_000)
  assert.deepEqual([...keys.under('09999', '099997')], ['099998', '099999'])
})
