import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Json } from './json.ts'
import { readJson } from './json.ts'

/** As JSON.parse gives it. */
function plain(value: Json): unknown {
  switch (value.kind) {
    case 'object':
      return Object.fromEntries(value.members.map((member) => [member.name, plain(member.value)]))
    case 'array':
      return value.items.map(plain)
    case 'null':
      return null
    case 'string':
      return value.text
    case 'number':
      return Number(value.text)
    default:
      return value.text === 'true'
  }
}

test('what JSON.parse reads is read alike, with and without white space', () => {
  fc.assert(
    fc.property(fc.json({ depthSize: 'small' }), fc.constantFrom('', '\t', '  '), (text, indent) => {
      const written = JSON.stringify(JSON.parse(text), undefined, indent)
      const read = readJson(written)
      // A member called __proto__ is one like any other here.
      if (!written.includes('"__proto__"'))
        assert.deepEqual(read.ok && plain(read.value), JSON.parse(written))
    }),
    { numRuns: 200 },
  )
})

test('what JSON.parse refuses is refused', () => {
  const letters = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '1',
    '-',
    '.',
    'e',
    'true',
    'null',
    ' ',
    '\\',
    '\n',
    'a',
  )
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 8 }), (list) => {
      const text = list.join('')
      assert.equal(readJson(text).ok, isJson(text), text)
    }),
    { numRuns: 500 },
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const faults: readonly (readonly [text: string, expected: string, at: number])[] = [
  ['', 'a value', 0],
  ['{', 'a name in quotes', 1],
  ['{"a"}', 'a colon', 4],
  ['{"a":}', 'a value', 5],
  ['{"a":1', 'a comma or }', 6],
  ['[1 2]', 'a comma or ]', 3],
  ['[1,]', 'a value', 3],
  ['"a', 'the end of a string', 2],
  ['"a\nb"', 'the end of a string', 2],
  ['"\\', 'the end of a string', 2],
  ['"\\x"', 'a string with valid escapes', 0],
  ['{"a\n": 1}', 'the end of a string', 3],
  ['1 1', 'the end of the text', 2],
  ['01', 'a value', 0],
]

for (const [text, expected, at] of faults)
  test(`tells what it expected and where in \`${JSON.stringify(text)}\``, () => {
    assert.deepEqual(readJson(text), { ok: false, expected, at })
  })

test('thirty-two levels are read and not one more', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
  assert.equal(readJson(nested(33)).ok, true)
  const members = (levels: number): string => '{"a":'.repeat(levels) + '{}' + '}'.repeat(levels)
  assert.equal(readJson(members(32)).ok, true)
  assert.equal(readJson(members(33)).ok, false)
  assert.deepEqual(readJson(nested(34)), { ok: false, expected: 'at most 32 levels', at: 33 })
})

test('a value knows its kind and where it stands', () => {
  const read = readJson(' {"a": [true, 12, null]} ')
  assert.ok(read.ok && read.value.kind === 'object')
  assert.deepEqual([read.value.at, read.value.end], [1, 24])
  const [member] = read.value.members
  assert.deepEqual(member?.nameSpan, { at: 2, end: 5 })
  assert.deepEqual(member.value, {
    kind: 'array',
    at: 7,
    end: 23,
    items: [
      { kind: 'boolean', text: 'true', at: 8, end: 12 },
      { kind: 'number', text: '12', at: 14, end: 16 },
      { kind: 'null', at: 18, end: 22 },
    ],
  })
})
