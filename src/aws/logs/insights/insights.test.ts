import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parse } from 'yaml'
import { QueryError, UnbuiltCommand } from './query-error.ts'
import { readQuery } from './read-query.ts'
import { follow, type ScannedEvent } from './row.ts'
import { columnsOf, runQuery, usualLimit } from './run-query.ts'

interface Case {
  readonly name: string
  readonly query: string
  readonly columns?: readonly string[]
  readonly rows?: readonly (readonly (string | null)[])[]
  readonly count?: number
  readonly refused?: string
  readonly at?: readonly [start: number, end: number]
  readonly unbuilt?: string
}

const textOf = (name: string): string => readFileSync(new URL(`./cases/${name}`, import.meta.url), 'utf8')

const events = (JSON.parse(textOf('events.json')) as readonly { t: string; s: string; m: unknown }[]).map(
  ({ t, s, m }, at): ScannedEvent => ({
    timestamp: Date.parse(t),
    ingestedAt: Date.parse(t) + 1000,
    message: typeof m === 'string' ? m : JSON.stringify(m),
    stream: s,
    log: '111122223333:/group',
    pointer: `pointer-${at}`,
  }),
)

const run = (text: string, of: readonly ScannedEvent[] = events, limit = usualLimit) =>
  runQuery(readQuery(text), limit, (newestFirst) => (newestFirst ? of.toReversed() : of))

for (const { name, query, columns, rows, count, refused, at, unbuilt } of parse(
  textOf('queries.yaml'),
) as readonly Case[])
  test(`queries: ${name}`, () => {
    if (unbuilt !== undefined)
      return assert.throws(
        () => readQuery(query),
        (fault) => fault instanceof UnbuiltCommand && fault.message === unbuilt,
      )
    if (refused !== undefined)
      return assert.throws(
        () => readQuery(query),
        (fault) => {
          assert.ok(fault instanceof QueryError, String(fault))
          assert.ok(fault.message.includes(refused), fault.message)
          if (at !== undefined) assert.deepEqual([fault.start, fault.end], at)
          return true
        },
      )
    const outcome = run(query)
    if (count !== undefined) return assert.equal(outcome.rows.length, count)
    const found = outcome.rows.map((row) => {
      const values = new Map(row.map(({ field, value }) => [field, value]))
      return columns!.map((column) => values.get(column) ?? null)
    })
    assert.deepEqual(found, rows)
    assert.deepEqual(columnsOf(readQuery(query)), columns)
  })

test('rows of events end in their pointer, rows of stats have none', () => {
  assert.deepEqual(run("filter verb = 'list' | fields code").rows, [
    [
      { field: 'code', value: '200' },
      { field: '@ptr', value: 'pointer-3' },
    ],
  ])
  assert.deepEqual(run('stats count(*) as n').rows, [[{ field: 'n', value: '6' }]])
})

test('what was looked at and what was found is counted', () => {
  const { recordsScanned, recordsMatched, bytesScanned, rows } = run("filter verb = 'get' | limit 1")
  assert.deepEqual([recordsScanned, recordsMatched, rows.length], [6, 2, 1])
  assert.equal(
    bytesScanned,
    events.reduce((sum, { message }) => sum + message.length, 0),
  )
})

test('a sort holds no more rows than are asked for, and they are the right ones', () =>
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (numbers, limit) => {
      const of = numbers.map((n, timestamp) => ({ ...events[0]!, timestamp, message: JSON.stringify({ n }) }))
      const shown = run(`fields n | sort n desc | limit ${limit}`, of).rows.map((row) =>
        Number(row[0]!.value),
      )
      assert.deepEqual(shown, numbers.toSorted((a, b) => b - a).slice(0, limit))
    }),
  ))

const someWords =
  'fields filter stats sort by as count(*) a @timestamp ( ) | = like /x/ "s" 1 5m bin( not and in [ ] , - * parse'.split(
    ' ',
  )

test('any text is a query or refused as one', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.constantFrom(...someWords)).map((words) => words.join(' ')),
      ),
      (query) => {
        try {
          run(query)
        } catch (fault) {
          assert.ok(
            fault instanceof QueryError || fault instanceof UnbuiltCommand,
            `${query}: ${String(fault)}`,
          )
        }
      },
    ),
    { numRuns: 500 },
  ))

test('numbers beyond all measure break no query', () => {
  const { rows } = run(
    `fields bin(0s), datefloor(@timestamp, 0m), substr('a', -1e300), substr('a', 1e300, 1e300), fromMillis(1e300) as f,
       dateceil(8.64e15, 1y) as c, datefloor(1e300, 1mo) as d, datefloor(@timestamp, 99999999999999999999y) as y,
       1e300 * 1e300 as p, 2 ^ 99999 as q, -1 % 0 as r, sqrt(-1) as s, log(0) as l, floor(1e300) as w
     | stats pct(code, 1000) as over, pct(code, -5) as under, pct(code, 'x') as none, stddev(code) as spread by bin(99999999999999y)`,
  )
  assert.equal(rows.length, 1)
})

test('deep nesting is refused and not run into', () => {
  assert.throws(() => readQuery(`filter ${'('.repeat(5000)}1${')'.repeat(5000)}`), /nested too deeply/)
  assert.throws(() => readQuery(`filter ${'abs('.repeat(5000)}1${')'.repeat(5000)}`), /nested too deeply/)
  readQuery(`filter ${'not '.repeat(2000)}a = ${'-'.repeat(2000)}1`)
})

test('a field is found however its name is parted into objects', () => {
  const document = { a: { 'b.c': { d: 1 } }, 'a.b': { e: 2 }, list: [{ x: 3 }] }
  assert.deepEqual(
    ['a.b.c.d', 'a.b.e', 'list.0.x', 'a.b.c.x', 'a..b', '', '.', 'list.length', 'a.__proto__.x'].map((name) =>
      follow(document, name),
    ),
    [1, 2, 3, undefined, undefined, undefined, undefined, undefined, undefined],
  )
})
