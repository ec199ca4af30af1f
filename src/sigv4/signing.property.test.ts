import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { canonicalPath } from './canonical-path.ts'
import { canonicalQuery } from './canonical-query.ts'
import {
  calculateSignature,
  emptyPayloadHash,
  presignRequest,
  readSignature,
  sameSignature,
  createSigningKeys,
  signRequest,
  type PathStyle,
  type SignableRequest,
} from './index.ts'

const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'a/token+=' }
const signingKeys = createSigningKeys()

const pathCharacters = fc.constantFrom(
  ...'abz09-._~/%+ !()=&@:$,;'.split(''),
  '%20',
  '%2F',
  '%e1',
  'ü',
  '../',
)
const path = fc.array(pathCharacters, { maxLength: 20 }).map((parts) => `/${parts.join('')}`)
const queryCharacters = fc.constantFrom(...'abz09-._~/%+ !()=&@:$,;'.split(''), '%20', '%2f', 'ü')
const query = fc.array(queryCharacters, { maxLength: 20 }).map((parts) => parts.join(''))
const headerValue = fc
  .array(fc.constantFrom('a', 'B', ' ', '  ', '\t', '"', ','), { maxLength: 8 })
  .map((parts) => parts.join(''))
const requests: fc.Arbitrary<SignableRequest> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  path,
  query,
  headers: fc.record({
    host: fc.constant(['example.amazonaws.com']),
    'x-one': fc.array(headerValue, { minLength: 1, maxLength: 3 }),
  }),
})
const style = fc.constantFrom<PathStyle>('as-sent', 'normalized')

function verify(request: SignableRequest, pathStyle: PathStyle, payloadHash = emptyPayloadHash): boolean {
  const presented = readSignature(request)
  if (presented.form !== 'signed') return false
  const { signature } = presented
  const { signature: expected } = calculateSignature(request, {
    signedHeaders: signature.signedHeaders,
    payloadHash,
    pathStyle,
    amzDate: signature.amzDate,
    scope: signature.credential.scope,
    key: signingKeys(identity.secretAccessKey, signature.credential.scope),
  })
  return sameSignature(expected, signature.signature)
}

const options = (pathStyle: PathStyle) => ({
  identity,
  region: 'us-east-1',
  service: 'sts',
  now: Date.UTC(2026, 10, 21),
  payloadHash: emptyPayloadHash,
  pathStyle,
})

test('what is signed verifies, by header and by query', () => {
  fc.assert(
    fc.property(requests, style, (request, pathStyle) => {
      assert.ok(verify({ ...request, headers: signRequest(request, options(pathStyle)) }, pathStyle))
      const presigned = presignRequest(request, { ...options(pathStyle), expiresInSeconds: 60 })
      assert.ok(verify({ ...request, query: presigned }, pathStyle))
    }),
    { numRuns: 300 },
  )
})

test('any one bit flipped in the signature fails', () => {
  const request = { method: 'GET', path: '/', query: '', headers: { host: ['example.com'] } }
  const headers = signRequest(request, options('normalized'))
  const authorization = headers['authorization']![0]!
  const from = authorization.indexOf('Signature=') + 'Signature='.length
  for (let at = from; at < authorization.length; at++) {
    for (let bit = 0; bit < 7; bit++) {
      const flipped = String.fromCharCode(authorization.charCodeAt(at) ^ (1 << bit))
      const changed = authorization.slice(0, at) + flipped + authorization.slice(at + 1)
      const signed = { ...request, headers: { ...headers, authorization: [changed] } }
      assert.equal(verify(signed, 'normalized'), false, changed)
    }
  }
})

test('any change of what was signed fails', () => {
  const request = { method: 'GET', path: '/a', query: 'b=c', headers: { host: ['example.com'] } }
  const signed = { ...request, headers: signRequest(request, options('as-sent')) }
  const changes: SignableRequest[] = [
    { ...signed, method: 'HEAD' },
    { ...signed, path: '/b' },
    { ...signed, path: '/a/' },
    { ...signed, query: 'b=d' },
    { ...signed, query: 'b=c&b=c' },
    { ...signed, query: '' },
    { ...signed, headers: { ...signed.headers, host: ['example.org'] } },
    { ...signed, headers: { ...signed.headers, host: ['example.com', 'example.org'] } },
    { ...signed, headers: { ...signed.headers, 'x-amz-date': ['20261121T000001Z'] } },
    { ...signed, headers: { ...signed.headers, 'x-amz-security-token': ['other'] } },
  ]
  for (const change of changes) assert.equal(verify(change, 'as-sent'), false)
  assert.equal(verify(signed, 'as-sent', 'f'.repeat(64)), false)
  assert.equal(verify(signed, 'as-sent'), true)
})

test('a canonical query stays as it is', () => {
  fc.assert(
    fc.property(query, (text) => {
      const once = canonicalQuery(text)
      assert.equal(canonicalQuery(once), once)
    }),
  )
})

test('a path signed as sent stays as it is', () => {
  fc.assert(
    fc.property(path, (text) => {
      const once = canonicalPath(text, 'as-sent')
      assert.equal(canonicalPath(once, 'as-sent'), once)
    }),
  )
})

test('a normalised path has no dot segments and no doubled slashes', () => {
  fc.assert(
    fc.property(path, (text) => {
      const normalized = canonicalPath(text, 'normalized')
      assert.doesNotMatch(normalized, /\/\/|\/\.\.?(\/|$)/)
      assert.equal(normalized[0], '/')
    }),
  )
})
