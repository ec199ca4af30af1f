import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { loadModel, operationOf, type Values } from '../protocol/index.ts'
import { gatewayUnderTest } from './gateway.test-support.ts'
import { bucketConfiguration } from './record/bucket-configuration.ts'

const casesOf = <Case>(name: string): readonly Case[] =>
  JSON.parse(readFileSync(new URL(`./cases/${name}.json`, import.meta.url), 'utf8')) as readonly Case[]

interface Named {
  readonly call: readonly [method: string, query: string]
  readonly event: string
}

test('calls on buckets have the names that CloudTrail gives them', async () => {
  const { send, observed } = gatewayUnderTest()
  const named = casesOf<Named>('bucket-events')
  for (const { call } of named) {
    const [method, query] = call
    await send({ method, path: '/one', query, sign: { service: 's3' } })
  }
  assert.deepEqual(
    observed.events.map(({ eventName }) => eventName),
    named.map(({ event }) => event),
  )
})

interface Configured {
  readonly name: string
  readonly operation: string
  readonly input: Values
  readonly recorded: Values
}

const s3 = loadModel('s3')

for (const { name, operation, input, recorded } of casesOf<Configured>('bucket-configurations'))
  test(`what is recorded of ${operation}: ${name}`, () => {
    assert.deepEqual(bucketConfiguration(operationOf(s3, operation)!, input), recorded)
  })
