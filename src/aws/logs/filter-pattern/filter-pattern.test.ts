import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { compilePattern } from './compile.ts'
import { fitsWildcards } from './conditions.ts'
import { InvalidPattern } from './invalid-pattern.ts'
import { compileRegex } from './regex.ts'

interface Case {
  readonly pattern: string
  readonly fits?: readonly string[]
  readonly not?: readonly string[]
  readonly refused?: string
}

const cases = JSON.parse(
  readFileSync(new URL('./cases/patterns.json', import.meta.url), 'utf8'),
) as readonly Case[]

for (const { pattern, fits = [], not = [], refused } of cases)
  test(`the pattern \`${pattern}\` ${refused === undefined ? 'fits what it should' : 'is refused'}`, () => {
    if (refused !== undefined) {
      assert.throws(
        () => compilePattern(pattern),
        (fault) => fault instanceof InvalidPattern && fault.message.includes(refused),
      )
      return
    }
    const match = compilePattern(pattern)
    for (const message of fits) assert.notEqual(match(message), undefined, `should fit: ${message}`)
    for (const message of not) assert.equal(match(message), undefined, `should not fit: ${message}`)
  })

test('what columns and selectors hold is given back', () => {
  assert.deepEqual(compilePattern('[ip, ..., status = 4*]')('1.2.3.4 - x 404'), {
    $ip: '1.2.3.4',
    $status: '404',
  })
  assert.deepEqual(compilePattern('{ $.a = 1 && $.b[0] = "x" }')('{"a":1,"b":["x"]}'), {
    '$.a': '1',
    '$.b[0]': 'x',
  })
})

test('any text is a pattern or refused as one', () =>
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, message) => {
      try {
        compilePattern(pattern)(message)
      } catch (fault) {
        assert.ok(fault instanceof InvalidPattern, String(fault))
      }
    }),
  ))

test('regular expressions match what those of the language match', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w')
  const branch = fc
    .array(fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}')), { minLength: 1, maxLength: 5 })
    .map((pieces) => pieces.map((piece) => piece.join('')).join(''))
  const source = fc
    .tuple(
      fc.constantFrom('', '^'),
      fc.array(branch, { minLength: 1, maxLength: 2 }),
      fc.constantFrom('', '$'),
    )
    .map(([start, branches, end]) => start + branches.join('|') + end)
  fc.assert(
    fc.property(source, fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ') }), (regex, text) =>
      assert.equal(compileRegex(regex)(text), new RegExp(regex, 's').test(text), regex),
    ),
  )
})

test('a regular expression that would take others forever is done at once', () =>
  assert.equal(compileRegex('^a*a*a*a*a*a*a*a*b$')('a'.repeat(20_000)), false))

test('wildcards match what they would as a regular expression', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '*') }),
      fc.string({ unit: fc.constantFrom('a', 'b') }),
      (pattern, text) => {
        if (!pattern.includes('*')) return
        const regex = new RegExp(`^${pattern.replaceAll(/\*+/g, '.*')}$`)
        assert.equal(fitsWildcards(pattern, text), regex.test(text))
      },
    ),
  ))
