import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { gatewayUnderTest } from './gateway.test-support.ts'
import { makeRequest, type RequestPlan } from './request.test-support.ts'

const odd = fc.constantFrom(
  '',
  '/',
  '//',
  '/..',
  '/one',
  '/one/key',
  '/clusters/a',
  '%',
  '%zz',
  '%00',
  '%C3',
  '\u0000',
  '\r\n',
  'é',
  '&',
  '=',
  '?',
  '+',
  '__proto__',
  'constructor',
  'Action',
  'GetCallerIdentity',
  'Version',
  '2011-06-15',
  'X-Amz-Algorithm=AWS4-HMAC-SHA256',
  'X-Amz-Credential=',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders=host',
  'X-Amz-Date=20261121T120000Z',
  'X-Amz-Expires=9e9',
  'AWSAccessKeyId=',
  'Signature=',
  'Expires=1',
  'uploads',
  'delete',
  'AKIAALICE00000000000/20261121/us-east-1/sts/aws4_request',
)
const text = fc.oneof(
  odd,
  fc.array(odd, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.array(odd, { maxLength: 6 }).map((parts) => parts.join('&')),
  fc.string({ maxLength: 40 }),
)
const headers = fc.dictionary(
  fc.constantFrom(
    'host',
    'authorization',
    'x-amz-date',
    'x-amz-security-token',
    'x-amz-content-sha256',
    'x-amz-decoded-content-length',
    'x-amz-trailer',
    'x-amz-target',
    'content-type',
    'content-length',
    'content-encoding',
    'accept',
    'range',
  ),
  fc.oneof(
    text,
    fc.constantFrom(
      'AWS4-HMAC-SHA256 Credential=AKIAALICE00000000000/20261121/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=aa',
      'AWS4-HMAC-SHA256 Credential=//us-east-1/s3/',
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'UNSIGNED-PAYLOAD',
      'application/x-www-form-urlencoded',
      'application/x-amz-json-1.1',
      'sts.amazonaws.com',
      'a.s3.us-east-1.amazonaws.com',
      '[::1]:4566',
      '.localhost',
      '99999999999999999999',
      '-1',
    ),
  ),
  { maxKeys: 6 },
)
const plans: fc.Arbitrary<RequestPlan> = fc.record(
  {
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'X'),
    path: text,
    query: text,
    headers: fc.constant({}),
    lateHeaders: headers,
    body: text,
    sign: fc.record({
      service: fc.constantFrom('sts', 's3', 'eks', 'cloudtrail', 'iam', 'nope', '__proto__'),
      as: fc.constantFrom('alice', 'session', 'root', 'gone'),
    }),
  },
  { requiredKeys: ['method', 'path'] },
)

test('whatever comes is answered, and never with a fault of ours', async () => {
  const { handler, observed } = gatewayUnderTest()
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const answer = await handler(makeRequest(plan))
      assert.ok(answer.status >= 200 && answer.status < 500, JSON.stringify(answer))
      assert.deepEqual(observed.faults, [])
      observed.calls.length = 0
    }),
    { numRuns: 1500 },
  )
})
