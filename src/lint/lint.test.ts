import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { lint } from './lint.ts'
import { rules } from './rules/index.ts'

interface Case {
  readonly name: string
  readonly policy: unknown
  /** The rules that are broken, in the order of the text, and the words that each points at; quotes may be left out. */
  readonly findings: readonly { readonly rule: string; readonly at: string }[]
}

const casesIn = (file: string): readonly Case[] =>
  JSON.parse(readFileSync(new URL(`cases/${file}.json`, import.meta.url), 'utf8')) as readonly Case[]

const cases = ['trust', 'permissions'].flatMap(casesIn)

for (const { name, policy, findings } of cases)
  test(`lint: ${name}`, () => {
    const text = JSON.stringify(policy, undefined, 2)
    const found = lint(text).findings.map(({ rule, span }) => ({
      rule,
      at: text.slice(span.at, span.end).replace(/^"([^"]*)"$/, '$1'),
    }))
    assert.deepEqual(found, findings)
  })

test('each rule has a case that breaks it', () => {
  const broken = new Set(cases.flatMap(({ findings }) => findings.map(({ rule }) => rule)))
  const long = ['too-long', 'long-trust']
  assert.deepEqual(
    rules.map(({ id }) => id).filter((id) => !broken.has(id) && !long.includes(id)),
    [],
  )
})
