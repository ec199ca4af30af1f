import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createIam } from './index.ts'
import { createTestIam } from './iam.test-support.ts'

const read = (place: string): string => readFileSync(new URL(place, import.meta.url), 'utf8')

test('whatever operation of the model is not served stands by name in docs/divergences.md, and no other', async () => {
  const { needs } = await createTestIam()
  const served = createIam(needs).service.operations
  const { operations } = JSON.parse(read('../protocol/models/iam.json')) as { readonly operations: object }
  const documented = read('../../../docs/divergences.md')
    .split('\n')
    .filter((line) => line.includes('`NotImplemented`'))
    .join('\n')
  const names = Object.keys(operations)
  const refused = names.filter((name) => !Object.hasOwn(served, name))
  assert.equal(refused.length, 16)
  for (const name of names) assert.equal(documented.includes(`\`${name}\``), refused.includes(name), name)
})
