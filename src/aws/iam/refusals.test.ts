import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createTestIam, refusalOf } from './iam.test-support.ts'

interface RefusalCase {
  readonly name: string
  readonly given: readonly (readonly [operation: string, input: object])[]
  readonly operation: string
  readonly input: object
  /** Status, code and message. */
  readonly refusal: string
}

const cases = JSON.parse(
  readFileSync(new URL('./cases/refusals.json', import.meta.url), 'utf8'),
) as readonly RefusalCase[]

for (const { name, given, operation, input, refusal } of cases)
  test(`refuses ${name}`, async () => {
    const { call, needs } = await createTestIam()
    for (const [earlier, earlierInput] of given) await call(earlier, earlierInput)
    const { revision } = needs.store
    assert.equal(await refusalOf(call(operation, input)), refusal)
    assert.equal(needs.store.revision, revision, 'a refused call changes nothing')
  })
