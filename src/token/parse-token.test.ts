/** Reading tokens: every malformed one refused by its own name, none of them a crash. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  array,
  assert as check,
  constantFrom,
  jsonValue,
  letrec,
  oneof,
  property,
  string,
  tuple,
  uint8Array,
} from 'fast-check'
import malformedJson from './cases/malformed-json.json' with { type: 'json' }
import malformedTokens from './cases/malformed-tokens.json' with { type: 'json' }
import { longestToken, parseToken } from './index.ts'
import { parseStrictObject } from './strict-json.ts'

const encode = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url')
const codeOf = (text: string): string => {
  const result = parseToken(text)
  return result.ok ? 'none' : result.problem.code
}

for (const { name, token, ...problem } of malformedTokens)
  test(`refuses a token with ${name}`, () => assert.deepEqual(parseToken(token), { ok: false, problem }))

for (const { name, json, code } of malformedJson)
  test(`${code === 'none' ? 'takes' : 'refuses'} JSON that is or holds ${name}`, () => {
    assert.equal(codeOf(`${encode(json)}.e30.AA`), code)
    assert.equal(codeOf(`e30.${encode(json)}.AA`), code)
  })

test('refuses bytes that are not UTF-8', () => {
  const bytes = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
  assert.equal(codeOf(`${encode(bytes)}.e30.AA`), 'not-utf8')
})

test('refuses objects and lists that are nested too deeply, and does so without a stack', () => {
  const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)
  assert.equal(codeOf(`e30.${encode(nested(32))}.AA`), 'none')
  assert.equal(codeOf(`e30.${encode(nested(33))}.AA`), 'too-deep')
  const escaped = (depth: number): string => nested(depth).replace('1', '"\\n"')
  assert.equal(codeOf(`e30.${encode(escaped(32))}.AA`), 'none')
  assert.equal(codeOf(`e30.${encode(escaped(33))}.AA`), 'too-deep')
  assert.equal(codeOf(`e30.${encode(`{"a":${'['.repeat(7000)}${']'.repeat(7000)}}`)}.AA`), 'too-deep')
})

test('refuses a token longer than AWS takes, before it looks at it', () => {
  const padded = (length: number): string => {
    const payload = encode(`{"a":"${'x'.repeat(((length - 11) * 3) / 4)}"}`)
    return `e30.${payload}.AA`
  }
  assert.ok(padded(longestToken - 100).length <= longestToken)
  assert.equal(codeOf(padded(longestToken - 100)), 'none')
  assert.equal(codeOf(padded(longestToken + 100)), 'too-large')
  assert.equal(codeOf('.'.repeat(1_000_000)), 'too-large')
  assert.deepEqual(parseToken('e30.e30.AAA', 10), {
    ok: false,
    problem: { code: 'too-large', message: 'token is longer than 10 characters' },
  })
  assert.ok(parseToken('e30.e30.AA', 10).ok)
})

test('refuses a signature longer than that of any key', () => {
  assert.equal(codeOf(`e30.e30.${encode(new Uint8Array(1024))}`), 'none')
  assert.equal(codeOf(`e30.e30.${encode(new Uint8Array(1025))}`), 'not-base64url')
})

test('a token comes apart into what was put together', () => {
  const header = { alg: 'RS256', kid: 'ü' }
  const claims = { sub: 'a', __proto__x: 1, n: [1, { b: null }] }
  const text = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}.${encode('signed')}`
  const result = parseToken(text)
  assert.ok(result.ok)
  assert.deepEqual(result.token.header, header)
  assert.deepEqual(result.token.claims, claims)
  assert.equal(result.token.signingInput, text.slice(0, text.lastIndexOf('.')))
  assert.equal(Buffer.from(result.token.signature).toString(), 'signed')
})

test('a member called __proto__ is a member and no prototype', () => {
  const result = parseToken(`${encode('{"__proto__":{"alg":"RS256"}}')}.e30.AA`)
  assert.ok(result.ok)
  assert.equal(result.token.header.alg, undefined)
})

test('no text makes the parser throw', () => {
  check(
    property(string({ unit: 'binary' }), (text) => void parseToken(text)),
    { numRuns: 300 },
  )
  check(
    property(
      array(uint8Array(), { minLength: 3, maxLength: 3 }),
      (parts) => void parseToken(parts.map(encode).join('.')),
    ),
    { numRuns: 300 },
  )
  check(
    property(
      tuple(jsonValue(), jsonValue(), uint8Array()),
      ([header, payload, signature]) =>
        void parseToken(
          [encode(JSON.stringify(header)), encode(JSON.stringify(payload)), encode(signature)].join('.'),
        ),
    ),
    { numRuns: 300 },
  )
})

/** JSON written by hand, so that names can come twice. */
interface Written {
  readonly text: string
  readonly twice: boolean
}

test('a member named twice is found wherever it stands', () => {
  const name = constantFrom('a', 'b', ':', '{', ',"a":1', '\\u0061')
  const { node } = letrec<{ node: Written; list: Written; object: Written; leaf: Written }>((tie) => ({
    node: oneof({ maxDepth: 4 }, tie('leaf'), tie('list'), tie('object')),
    leaf: constantFrom('1', '"a"', '"a:b"', '"\\":"').map((text) => ({ text, twice: false })),
    list: array(tie('node'), { maxLength: 3 }).map((items) => ({
      text: `[${items.map(({ text }) => text).join(',')}]`,
      twice: items.some(({ twice }) => twice),
    })),
    object: array(tuple(name, tie('node')), { maxLength: 4 }).map((members) => {
      const names = members.map(([each]) => JSON.parse(`"${each.replaceAll('"', '\\"')}"`) as string)
      return {
        text: `{${members.map(([each, { text }]) => `"${each.replaceAll('"', '\\"')}":${text}`).join(',')}}`,
        twice: new Set(names).size < names.length || members.some(([, { twice }]) => twice),
      }
    }),
  }))
  check(
    property(node, ({ text, twice }) => {
      const read = parseStrictObject(Buffer.from(`{"value":${text}}`))
      assert.equal(read.ok ? 'none' : read.fault, twice ? 'duplicate-member' : 'none', text)
    }),
    { numRuns: 500 },
  )
})

test('whatever object JSON writes, the strict reader reads the same', () => {
  check(
    property(jsonValue({ maxDepth: 6, stringUnit: 'binary' }), (value) => {
      const text = JSON.stringify({ value })
      const read = parseStrictObject(Buffer.from(text))
      assert.ok(read.ok, text)
      assert.equal(JSON.stringify(read.value), text)
    }),
    { numRuns: 500 },
  )
})

test('one byte more or less in a token never gives the same token', () => {
  const text = `${encode('{"alg":"RS256"}')}.${encode('{"sub":"a"}')}.${encode('sig')}`
  const seen = new Set([JSON.stringify(parseToken(text))])
  for (let at = 0; at < text.length; at++)
    for (const letter of 'AB-_=. ') {
      const changed = text.slice(0, at) + letter + text.slice(at + 1)
      const result = parseToken(changed)
      if (changed === text || !result.ok) continue
      const key = JSON.stringify(result)
      assert.ok(!seen.has(key), changed)
      seen.add(key)
    }
})
