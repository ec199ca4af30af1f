import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lint } from './lint.ts'
import { lineColumnOf } from './line-column.ts'
import { ruleList, toSarif } from './sarif.ts'

interface Sarif {
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly level: string
      readonly message: { readonly text: string }
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string }
          readonly region: Readonly<Record<string, number>>
        }
      }[]
    }[]
  }[]
}

test('SARIF names each finding by its rule, level and place', () => {
  const text =
    '{\n  "Version": "2012-10-17",\n  "Statement": {\n    "Effect": "Allow",\n    "Action": "s3:Nope",\n    "Resource": "*"\n  }\n}'
  const sarif = toSarif(
    [{ path: 'my policies/a.json', text, findings: lint(text).findings }],
    '1.2.3',
  ) as Sarif
  const [run] = sarif.runs
  assert.equal(sarif.version, '2.1.0')
  assert.equal(run!.results.length, 1)
  const [result] = run!.results
  assert.equal(result!.ruleId, 'unknown-action')
  assert.equal(run!.tool.driver.rules[result!.ruleIndex]!.id, 'unknown-action')
  assert.equal(result!.level, 'error')
  assert.match(result!.message.text, /there is no such action of `s3`/)
  const { artifactLocation, region } = result!.locations[0]!.physicalLocation
  assert.equal(artifactLocation.uri, 'my%20policies/a.json')
  assert.deepEqual(region, { startLine: 5, startColumn: 15, endLine: 5, endColumn: 24 })
})

test('every rule that can be told of is in the list, once', () => {
  const ids = ruleList.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  for (const rule of ['invalid-json', 'no-policy', 'refused']) assert.ok(ids.includes(rule))
})

test('lines and columns are counted from one, whatever ends a line', () => {
  const place = lineColumnOf('ab\r\nc\n\nd')
  assert.deepEqual([0, 1, 4, 6, 7, 8].map(place), [
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 2, column: 1 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
    { line: 4, column: 2 },
  ])
})
