import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { inOrder, pageOf } from './paging.ts'

test('pages put together are the list, whatever their size', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 30 })
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 12 }), (unsorted, MaxItems) => {
      const items = unsorted.map((name) => name.toWellFormed()).sort(inOrder)
      const seen: string[] = []
      let Marker: string | undefined
      do {
        const page = pageOf(items, { Marker, MaxItems }, (name) => name)
        assert.ok(page.items.length <= MaxItems)
        assert.equal(page.marks.IsTruncated, page.marks.Marker !== undefined)
        seen.push(...page.items)
        Marker = page.marks.Marker
      } while (Marker !== undefined)
      assert.deepEqual(seen, items)
    }),
  )
})
