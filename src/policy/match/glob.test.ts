import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { matches, patternOf } from './glob.ts'
import { isKnown, parseTemplate } from './template.ts'

function fits(pattern: string, text: string): boolean {
  const tokens = parseTemplate(pattern, { wildcards: true, variables: false })
  assert.ok(isKnown(tokens))
  return matches(patternOf(tokens), text)
}

/** The definition, word for word. */
function plainly(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  const rest = pattern.slice(1)
  if (pattern[0] === '*') return plainly(rest, text) || (text !== '' && plainly(pattern, text.slice(1)))
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && plainly(rest, text.slice(1))
}

const letters = (...from: string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...from), { maxLength: 9 }).map((list) => list.join(''))

test('matches exactly what the definition of the wildcards says', () => {
  fc.assert(
    fc.property(letters('a', 'b', '*', '?'), letters('a', 'b'), (pattern, text) => {
      assert.equal(fits(pattern, text), plainly(pattern, text), `${pattern} on ${text}`)
    }),
    { numRuns: 5000 },
  )
})

test('the shapes of patterns are seen', () => {
  const shape = (pattern: string): string => {
    const tokens = parseTemplate(pattern, { wildcards: true, variables: false })
    return isKnown(tokens) ? patternOf(tokens).shape : 'open'
  }
  assert.deepEqual(['*', '**', 'a', '', 'a*', 'a**', 'a?', '?', 'a*b', '*a'].map(shape), [
    'everything',
    'everything',
    'exact',
    'exact',
    'prefix',
    'prefix',
    'glob',
    'glob',
    'glob',
    'glob',
  ])
})

// A matcher that backtracks would not end while anybody waits.
test('patterns made to be slow come to an end', () => {
  const text = 'a'.repeat(20_000)
  const hostile = [
    `${'a*'.repeat(5_000)}b`,
    `${'*a'.repeat(5_000)}*b`,
    `${'*'.repeat(20_000)}b`,
    `${'a?'.repeat(5_000)}*b`,
    `*${'?'.repeat(10_000)}*b`,
    `*${'a'.repeat(10_000)}b*`,
  ]
  for (const pattern of hostile) assert.equal(fits(pattern, text), false, pattern.slice(0, 20))
})

test('a wildcard in the text is a character like any other', () => {
  assert.equal(fits('a', '*'), false)
  assert.equal(fits('?', '*'), true)
  assert.equal(fits('a?c', 'a?c'), true)
})
