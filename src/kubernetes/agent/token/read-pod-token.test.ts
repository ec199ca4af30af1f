import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parse } from 'yaml'
import { noon, tokenOf } from '../agent.test-support.ts'
import { readPodToken } from './read-pod-token.ts'

interface Case {
  readonly name: string
  readonly token?: string
  readonly header?: unknown
  readonly claims?: unknown
  readonly signature?: string
  readonly pad?: number
  readonly problem?: string
  readonly pod?: Readonly<Record<string, string>>
}

const cases = parse(readFileSync(new URL('../cases/tokens.yaml', import.meta.url), 'utf8')) as readonly Case[]

for (const each of cases)
  test(`${each.problem === undefined ? 'takes' : 'refuses'} a token with ${each.name}`, () => {
    const token = each.token ?? tokenOf(each.header, each.claims, each.signature)
    const read = readPodToken(token.padEnd(each.pad ?? 0, 'a'), noon)
    if (each.problem !== undefined) return assert.deepEqual(read, { ok: false, problem: each.problem })
    assert.ok(read.ok)
    const told = Object.fromEntries(Object.entries(read.pod).filter(([, value]) => value !== undefined))
    assert.deepEqual(told, each.pod ?? {})
  })

test('whatever a pod sends is answered in words that do not hold it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12 }), (text) => {
      const read = readPodToken(text, noon)
      assert.ok(read.ok || !read.problem.includes(text))
    }),
  )
})
