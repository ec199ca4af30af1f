import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ServiceDefinition } from '../protocol/index.ts'
import { assertServices } from './index.ts'
import { gatewayUnderTest } from './gateway.test-support.ts'
import { makeRequest } from './request.test-support.ts'

const exchange = {
  Action: 'AssumeRoleWithWebIdentity',
  Version: '2011-06-15',
  RoleArn: 'arn:aws:iam::123456789012:role/app',
  RoleSessionName: 'me',
}

test('a fault of ours is told to the owner and not to the client', async () => {
  const { send, observed } = gatewayUnderTest()
  const answer = await send({ form: { ...exchange, WebIdentityToken: 'a-token-that-breaks-us' } })
  assert.equal(answer.status, 500)
  assert.ok(!answer.body.includes('secret detail'))
  assert.equal((observed.faults[0] as Error).message, 'secret detail')
  assert.equal(observed.events[0]?.['errorCode'], 'InternalFailure')
})

test('an operation with neither permission nor exemption stops the start', () => {
  const invoke = (): unknown => ({})
  const services: readonly ServiceDefinition[] = [
    { model: 'sts', operations: { GetCallerIdentity: { authorize: { exempt: '' }, invoke } } },
    { model: 'iam', operations: { GetRole: { authorize: undefined as never, invoke } } },
  ]
  assert.throws(() => assertServices(services), /sts:GetCallerIdentity, iam:GetRole/)
  assert.throws(
    () => assertServices([services[0]!, services[0]!].map((each) => ({ ...each, operations: {} }))),
    /twice/,
  )
})

test('a body that breaks off is the client and not a fault', async () => {
  const { handler, observed } = gatewayUnderTest()
  const request = makeRequest({ form: { ...exchange, WebIdentityToken: 'a.b.c' } })
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('Action=Assume')
    throw new Error('aborted')
  }
  const response = await handler({ ...request, body: broken() })
  assert.equal(response.status, 400)
  assert.deepEqual(observed.faults, [])
})

test('a client that goes away while the service works is no fault', async () => {
  const { handler, observed } = gatewayUnderTest()
  const gone = new AbortController()
  gone.abort()
  const request = makeRequest({ form: { ...exchange, WebIdentityToken: 'a-token-that-breaks-us' } })
  const response = await handler({ ...request, signal: gone.signal })
  assert.equal(response.status, 400)
  assert.deepEqual(observed.faults, [])
})

test('a body longer than AWS takes is refused while it comes', async () => {
  const { handler } = gatewayUnderTest()
  const request = makeRequest({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  let sent = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      sent += 1_000_000
      yield Buffer.alloc(1_000_000, 'a')
    }
  }
  const response = await handler({ ...request, body: endless() })
  assert.equal(response.status, 413)
  assert.equal(sent, 11_000_000)
})

test('S3 answers HEAD with no body and both of its ids', async () => {
  const { send } = gatewayUnderTest()
  const answer = await send({ method: 'HEAD', path: '/one/key', sign: { service: 's3', as: 'nobody' } })
  assert.equal(answer.body, '')
  assert.match(String(answer.headers['x-amz-request-id']), /^[0-9A-Z]{16}$/)
  assert.equal(Buffer.from(String(answer.headers['x-amz-id-2']), 'base64').length, 56)
})
