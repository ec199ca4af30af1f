import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { conformancePage } from './page.ts'
import { kubectlCases, manifestCases, requestCases } from './read-cases.ts'

test('docs/conformance.md is what its data say', () => {
  const page = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8')
  assert.equal(page, conformancePage(), 'node tools/generate-conformance.ts writes it anew')
})

test('every reason for a difference is told beside a case at least', () => {
  const told = new Set(
    [...kubectlCases(), ...requestCases(), ...manifestCases()].flatMap(({ reasons }) => reasons),
  )
  const names = ['differences', 'kubectl-differences', 'manifest-differences']
  const known = names.flatMap(
    (name) =>
      JSON.parse(readFileSync(new URL(`../../test/cluster/${name}.json`, import.meta.url), 'utf8')) as {
        place?: string
        reason: string
      }[],
  )
  const silent = known.filter(
    ({ place, reason }) => place !== '.*\\.metadata\\.managedFields' && !told.has(reason),
  )
  assert.deepEqual(silent, [])
})
