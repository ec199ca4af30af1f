import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import cases from './cases/compare.json' with { type: 'json' }
import { compareOutput } from './compare-output.ts'
import { chooseRules, parseRules } from './rules.ts'

const rules = parseRules(`
number: {what: a number, pattern: '\\d+'}
letters: {what: letters, pattern: '[a-z]{3}'}
`)

for (const { name, seed, ours, verdict, ...rest } of cases)
  test(name, () => {
    const shows = rest.shows === 'excerpt' ? 'excerpt' : 'all'
    const differs = (rest.differs ?? []).map((each) => ({ may: false, ...each }))
    const found = compareOutput({ seed, ours, rules: chooseRules(rules, rest.rules ?? []), shows, differs })
    assert.equal(found.verdict, verdict)
    if (found.verdict === 'unexplained' && rest.hunks) assert.deepEqual(found.hunks, rest.hunks)
    if (found.verdict === 'equal' || found.verdict === 'differs') assert.deepEqual(found.masks, rest.masks)
    if (found.verdict === 'differs') assert.deepEqual(found.because, ['newer'])
  })

const line = fc.constantFrom('a', 'b', 'c', '')
const text = fc.array(line, { maxLength: 8 })
const plain = { rules: [], shows: 'all', differs: [] } as const
const trimmed = (lines: readonly string[]): string => lines.join('\n').replaceAll(/^\n+|\n+$/g, '')

test('texts are equal when they are the same text, and only then', () => {
  fc.assert(
    fc.property(text, text, (seed, ours) => {
      const { verdict } = compareOutput({ ...plain, seed: seed.join('\n'), ours: ours.join('\n') })
      assert.equal(verdict === 'equal', trimmed(seed) === trimmed(ours))
    }),
  )
})

test('what differs is all that is needed to make the one out of the other', () => {
  fc.assert(
    fc.property(text, text, (seed, ours) => {
      const found = compareOutput({
        ...plain,
        seed: `^\n${seed.join('\n')}\n$`,
        ours: `^\n${ours.join('\n')}\n$`,
      })
      const hunks = found.verdict === 'unexplained' ? found.hunks : []
      const count = (side: 'seed' | 'ours') => hunks.reduce((sum, hunk) => sum + hunk[side].length, 0)
      const lines = (all: readonly string[]) => Math.max(all.length, 1)
      assert.equal(lines(seed) - count('seed'), lines(ours) - count('ours'))
    }),
  )
})
