import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOf, codeOf, mutantsOf, mutated } from './mutants.ts'

const mutantsIn = (source: string) =>
  mutantsOf(source).map((mutant) => mutated(codeOf(source), mutant).trim())

test('a mutant is made of each operator, condition and value', () => {
  assert.deepEqual(mutantsIn('if (a < b) f(!c)'), [
    'if (true) f(!c)',
    'if (false) f(!c)',
    'if (a <= b) f(!c)',
    'if (a < b) f( c)',
  ])
  assert.deepEqual(mutantsIn("x = y.some(z) ?? 'no'"), [
    "x = y.every(z) ?? 'no'",
    "x = y.some(z) && 'no'",
    "x = y.some(z) ?? 'mutant'",
  ])
  assert.deepEqual(mutantsIn('i = j + 4'), ['i = j - 4', 'i = j + 5'])
})

test('types, comments, patterns, templates and names of modules are let be', () => {
  assert.deepEqual(mutantsIn("import { a } from 'a < b'"), [])
  assert.deepEqual(mutantsIn('const a: Map<string, 1 | true> = b // x < y'), [])
  assert.deepEqual(mutantsIn('a = /[/]+ && <b/u.exec(`${c < d} < e`)'), [])
  assert.deepEqual(mutantsIn("a = { 'b': c, true: d }"), [])
})

test('what follows a division or a call is no pattern', () => {
  assert.deepEqual(mutantsIn('a = b / c < d / e'), ['a = b / c <= d / e'])
})

test('a change is shown by the lines it is in', () => {
  const source = 'a = 1\nif (\n  b ||\n  c\n) d()\ne = 2\n'
  const changes = mutantsOf(source).map((mutant) => changeOf(codeOf(source), mutant))
  assert.deepEqual(changes, [
    { code: 'a = 1', becomes: 'a = 2' },
    { code: 'if ( b || c ) d()', becomes: 'if (true) d()' },
    { code: 'if ( b || c ) d()', becomes: 'if (false) d()' },
    { code: 'b ||', becomes: 'b &&' },
    { code: 'e = 2', becomes: 'e = 3' },
  ])
})
