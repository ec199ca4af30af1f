import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyPayloadHash, readSignature, signRequest } from './index.ts'

const options = {
  identity: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  region: 'us-east-1',
  service: 's3',
  now: Date.UTC(2013, 4, 24),
  payloadHash: emptyPayloadHash,
} as const
const request = { method: 'GET', path: '/', query: '', headers: { host: ['example.com'] } }

const signedHeadersOf = (headers: Readonly<Record<string, readonly string[]>>): readonly string[] => {
  const presented = readSignature({ headers, query: '' })
  assert.ok(presented.form === 'signed')
  return presented.signature.signedHeaders
}

test('what proxies and HTTP libraries change on the way is sent unsigned', () => {
  for (const name of ['user-agent', 'connection', 'expect', 'x-amzn-trace-id']) {
    const headers = signRequest({ ...request, headers: { ...request.headers, [name]: ['v'] } }, options)
    assert.deepEqual(headers[name], ['v'])
    assert.deepEqual(signedHeadersOf(headers), ['host', 'x-amz-date'], name)
  }
})

test('an earlier signature is replaced and not signed', () => {
  const first = signRequest(request, options)
  assert.deepEqual(signRequest({ ...request, headers: first }, options), first)
})

test('the session token and the payload hash are signed where they are sent', () => {
  const identity = { ...options.identity, sessionToken: 'token' }
  const headers = signRequest(request, { ...options, identity, sendPayloadHash: true })
  assert.deepEqual(headers['x-amz-security-token'], ['token'])
  assert.deepEqual(headers['x-amz-content-sha256'], [emptyPayloadHash])
  assert.deepEqual(signedHeadersOf(headers), [
    'host',
    'x-amz-content-sha256',
    'x-amz-date',
    'x-amz-security-token',
  ])
})
