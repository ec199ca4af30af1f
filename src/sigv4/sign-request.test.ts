import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  calculateSignature,
  deriveSigningKey,
  emptyPayloadHash,
  presignRequest,
  readSignature,
  signRequest,
} from './index.ts'

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

test('a header that is signed and not sent counts as empty', () => {
  const key = deriveSigningKey('secret', { date: '20130524', region: 'us-east-1', service: 's3' })
  const { canonicalRequest } = calculateSignature(request, {
    signedHeaders: ['host', 'x-amz-date'],
    payloadHash: emptyPayloadHash,
    pathStyle: 'as-sent',
    amzDate: '20130524T000000Z',
    scope: { date: '20130524', region: 'us-east-1', service: 's3' },
    key,
  })
  assert.equal(
    canonicalRequest,
    `GET\n/\n\nhost:example.com\nx-amz-date:\n\nhost;x-amz-date\n${emptyPayloadHash}`,
  )
})

test('an earlier signature is replaced and not signed', () => {
  const first = signRequest(request, options)
  assert.deepEqual(signRequest({ ...request, headers: first }, options), first)
})

test('a signed query stands behind what was there, and alone where there was none', () => {
  const presigned = (query: string) =>
    presignRequest({ ...request, query }, { ...options, expiresInSeconds: 60 })
  assert.match(presigned(''), /^X-Amz-Algorithm=AWS4-HMAC-SHA256&/)
  assert.match(presigned('a=1'), /^a=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&/)
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
