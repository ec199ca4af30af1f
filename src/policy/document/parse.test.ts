import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { compilePolicy, decide, namedPrincipals, parsePolicy, policySize } from '../index.ts'
import type { PolicyKind } from './model.ts'
import { problemsOf } from './problem.ts'
import { renderPolicy } from './render.ts'
import type { ProblemCode } from './texts.ts'
import { entries } from './texts.ts'

interface Written {
  readonly name: string
  readonly kind: PolicyKind
  readonly text?: string
  readonly document?: unknown
}

interface Refused extends Written {
  readonly message: string
  readonly path: string
  /** What lint and the product's own commands tell beside AWS's message. */
  readonly detail: string
}

const read = <Row>(name: string): readonly Row[] =>
  JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), 'utf8')) as Row[]
const textOf = (row: Written): string => row.text ?? JSON.stringify(row.document)
const refused = read<Refused>('refused')

describe('policies that are refused', () => {
  for (const row of refused)
    test(`${row.kind}: ${row.name}`, () => {
      const parsed = parsePolicy(textOf(row), row.kind)
      assert.ok(!parsed.ok)
      const { message, path, detail } = parsed.problems[0]
      assert.deepEqual(
        { message, path, detail },
        { message: row.message, path: row.path, detail: row.detail },
      )
    })

  test('every kind of problem has a case', () => {
    const met = refused.flatMap((row) => {
      const parsed = parsePolicy(textOf(row), row.kind)
      return parsed.ok ? [] : parsed.problems.map(({ code }) => code)
    })
    assert.deepEqual(
      Object.keys(entries).filter((code) => !(met as string[]).includes(code)),
      [],
    )
  })
})

describe('policies that are accepted', () => {
  for (const row of read<Written>('accepted'))
    test(`${row.kind}: ${row.name}`, () => {
      const parsed = parsePolicy(textOf(row), row.kind)
      assert.deepEqual(parsed.ok ? [] : parsed.problems, [])
    })
})

test('a document that is written out again says the same', () => {
  for (const row of read<Written>('accepted')) {
    const parsed = parsePolicy(textOf(row), row.kind)
    assert.ok(parsed.ok)
    assert.deepEqual(parsePolicy(JSON.stringify(renderPolicy(parsed.document)), row.kind), parsed, row.name)
  }
})

test('of two problems that of the earlier round is told first, and of one round that which was met first', () => {
  const rounds = read<readonly ProblemCode[]>('rounds')
  assert.deepEqual(new Set(rounds.flat()), new Set(Object.keys(entries)))
  const told = (...codes: readonly ProblemCode[]): readonly ProblemCode[] =>
    problemsOf(
      codes.map((code) => ({ code, path: '', detail: '' })),
      'identity',
    ).map(({ code }) => code)
  for (const [index, round] of rounds.entries()) {
    assert.deepEqual(told(...round), round)
    assert.deepEqual(told(...round.toReversed()), round.toReversed())
    for (const code of round)
      for (const later of rounds[index + 1] ?? [])
        assert.deepEqual(told(later, code), [code, later], `${code} before ${later}`)
  }
})

test('all problems are told, the first as AWS answers', () => {
  const parsed = parsePolicy(
    '{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"Get","Resource":"x"},{"Effect":"Allow"}]}',
    'identity',
  )
  assert.deepEqual(parsed.ok ? [] : parsed.problems.map(({ code, path }) => `${code} ${path}`), [
    'effect-case Statement[0].Effect',
    'missing-action Statement[1]',
    'resource-form Statement[0].Resource',
    'action-vendor Statement[0].Action',
    'missing-resource Statement[1]',
  ])
})

test('a text that is no JSON is told with its place', () => {
  const parsed = parsePolicy('{\n  "Version": 2012-10-17\n}', 'identity')
  assert.equal(parsed.ok ? '' : parsed.problems[0].detail, 'expected a value at line 2, column 14')
})

test('white space does not count towards the size of a policy', () => {
  assert.equal(policySize(' {\n\t"a": "b c" }\r\n'), '{"a":"bc"}'.length)
})

test('the principals that a policy names are listed once', () => {
  const parsed = parsePolicy(
    JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: { AWS: ['111122223333', '*'] }, Action: 'sts:AssumeRole' },
        {
          Effect: 'Allow',
          Principal: { AWS: '111122223333', Service: 'ec2.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
    'trust',
  )
  assert.deepEqual(parsed.ok && namedPrincipals(parsed.document), ['111122223333'])
})

const runs = Number(process.env['POLICY_RUNS'] ?? 300)

const kinds: readonly PolicyKind[] = [
  'identity',
  'managed',
  'trust',
  'resource',
  'bucket',
  'session',
  'service-control',
  'resource-control',
]
const words = fc.constantFrom(
  'Version',
  '2012-10-17',
  'Statement',
  'Effect',
  'Allow',
  'Action',
  's3:*',
  'Resource',
  '*',
  'Principal',
  'AWS',
  'Condition',
  'StringLike',
  '${a',
  '__proto__',
)
const { value: policyShaped } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    words,
    fc.jsonValue(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(words, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))

test('no text makes the parser throw, and what it accepts compiles and decides', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    policyShaped.map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(texts, fc.constantFrom(...kinds), (text, kind) => {
      const parsed = parsePolicy(text, kind)
      if (!parsed.ok) return assert.ok(parsed.problems[0].message.length > 0)
      const policy = compilePolicy(parsed.document, { name: 'p' })
      const policies = { identity: [policy], resource: policy }
      decide({
        principal: { kind: 'anonymous' },
        action: 's3:GetObject',
        resource: '*',
        context: new Map(),
        policies,
      })
    }),
    { numRuns: runs },
  )
})

test('the reader takes exactly what JSON.parse takes', () => {
  const mutated = fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '"', '\\', '\\u12', '0', '-', '}', '1e', 'tru', '\t', '\u0001'),
    )
    .map(
      ([json, at, text]) => json.slice(0, at % (json.length + 1)) + text + json.slice(at % (json.length + 1)),
    )
  fc.assert(
    fc.property(mutated, (text) => {
      const parsed = parsePolicy(text, 'trust')
      const isInvalid = !parsed.ok && parsed.problems[0].code === 'invalid-json'
      assert.equal(isInvalid, !isJsonObject(text), text)
    }),
    { numRuns: runs },
  )
})

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

test('deep nesting is refused without filling the stack', () => {
  const deep = 100_000
  for (const text of ['['.repeat(deep), '{"a":'.repeat(deep), `${'['.repeat(deep)}${']'.repeat(deep)}`])
    assert.equal(parsePolicy(text, 'identity').ok, false)
})

test('a name such as __proto__ is an unknown element like any other', () => {
  const parsed = parsePolicy('{"__proto__":{},"Version":"2012-10-17","Statement":[]}', 'bucket')
  assert.equal(parsed.ok ? '' : parsed.problems[0].message, 'Unknown field __proto__')
})
