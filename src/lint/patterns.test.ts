import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { covers, overlap, patternOf, textOf } from './patterns.ts'

const letters = ['a', 'b']
/** Every text of up to four letters: enough to tell patterns of up to four parts apart. */
const texts = [0, 1, 2, 3, 4].flatMap((length) => textsOf(length))

function textsOf(length: number): readonly string[] {
  return length === 0 ? [''] : textsOf(length - 1).flatMap((text) => letters.map((letter) => text + letter))
}

const pattern = fc
  .array(fc.constantFrom(...letters, '*', '?'), { maxLength: 4 })
  .map((parts) => parts.join(''))

const plainly = (source: string): RegExp =>
  new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`)

test('a pattern covers a text where a regular expression fits it', () => {
  fc.assert(
    fc.property(pattern, fc.constantFrom(...texts), (source, text) => {
      assert.equal(covers(patternOf(source), textOf(text)), plainly(source).test(text))
      assert.equal(overlap(patternOf(source), textOf(text)), plainly(source).test(text))
    }),
  )
})

test('two patterns overlap where one text fits both', () => {
  fc.assert(
    fc.property(pattern, pattern, (a, b) => {
      // A text that fits both need not be longer than both together.
      const [first, second] = [plainly(a), plainly(b)]
      const both = texts.some((text) => first.test(text) && second.test(text))
      if (both || a.length + b.length <= 4) assert.equal(overlap(patternOf(a), patternOf(b)), both)
    }),
  )
})

test('a pattern that covers another fits every text of it', () => {
  fc.assert(
    fc.property(pattern, pattern, (wide, narrow) => {
      if (!covers(patternOf(wide), patternOf(narrow))) return
      for (const text of texts) if (plainly(narrow).test(text)) assert.match(text, plainly(wide))
    }),
  )
})

test('what covers is found, not only not denied', () => {
  for (const [wide, narrow] of [
    ['*', '?*b'],
    ['a*', 'ab*'],
    ['a?*', 'ab*'],
    ['*:*', 's3:*'],
  ])
    assert.ok(covers(patternOf(wide!), patternOf(narrow!)), `${wide} covers ${narrow}`)
})
