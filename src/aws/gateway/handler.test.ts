import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Answer } from './answer.test-support.ts'
import { gatewayUnderTest } from './gateway.test-support.ts'
import type { RequestPlan } from './request.test-support.ts'

interface Expected {
  readonly status: number
  readonly code?: string
  readonly message?: string
  readonly location?: string
  readonly etag?: string
  readonly bodyIs?: string
  readonly bodyHas?: string
  readonly bodyLacks?: string
}

interface Refusal {
  readonly name: string
  readonly request: RequestPlan
  readonly answer: Expected
}

interface Success extends Refusal {
  readonly operation: string
  readonly answer: Expected & {
    readonly input?: Readonly<Record<string, unknown>>
    readonly trailers?: Readonly<Record<string, string>>
  }
}

/** These refuse by themselves, when they read their body or their token. */
const refusing = new Set(['PutObject', 'AssumeRoleWithWebIdentity'])

const read = <Case>(name: string): readonly Case[] =>
  JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), 'utf8')) as Case[]

for (const { name, request, answer: expected } of read<Refusal>('refusals')) {
  test(`refuses: ${name}`, async () => {
    const { send, observed } = gatewayUnderTest()
    const answer = await send(request)
    check(answer, expected)
    if (expected.status !== 500) assert.deepEqual(observed.faults, [])
    const reached = observed.calls.map((each) => each.name).filter((each) => !refusing.has(each))
    assert.deepEqual(reached, [])
  })
}

for (const { name, request, operation, answer: expected } of read<Success>('successes')) {
  test(`serves: ${name}`, async () => {
    const { send, observed } = gatewayUnderTest()
    const answer = await send(request)
    check(answer, expected)
    assert.deepEqual(observed.faults, [])
    assert.deepEqual(
      observed.calls.map((each) => each.name),
      [operation],
    )
    const { input, call } = observed.calls[0]!
    for (const [member, value] of Object.entries(expected.input ?? {})) {
      assert.equal((input as Record<string, unknown>)[member], value)
    }
    for (const [trailer, value] of Object.entries(expected.trailers ?? {})) {
      assert.equal(call.trailers?.get(trailer), value)
    }
  })
}

function check(answer: Answer, expected: Expected): void {
  assert.equal(answer.status, expected.status, answer.body)
  if (expected.code !== undefined) assert.equal(answer.code, expected.code, answer.body)
  if (expected.message !== undefined) assert.equal(answer.message, expected.message)
  if (expected.location !== undefined) assert.equal(answer.headers['location'], expected.location)
  if (expected.etag !== undefined)
    assert.equal(answer.headers['etag'] ?? answer.headers['ETag'], expected.etag)
  if (expected.bodyIs !== undefined) assert.equal(answer.body, expected.bodyIs)
  if (expected.bodyHas !== undefined) assert.ok(answer.body.includes(expected.bodyHas), answer.body)
  if (expected.bodyLacks !== undefined) assert.ok(!answer.body.includes(expected.bodyLacks))
  const id = answer.headers['x-amzn-requestid'] ?? answer.headers['x-amz-request-id']
  assert.ok(typeof id === 'string' && id.length > 0, JSON.stringify(answer.headers))
}
