import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSignature } from './index.ts'

const date = '20130524T000000Z'
const credential = 'AKIDEXAMPLE/20130524/us-east-1/sts/aws4_request'
const signature = 'a'.repeat(64)
const whole = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${signature}`

const fromHeader = (authorization: string, headers: Record<string, string[]> = { 'x-amz-date': [date] }) =>
  readSignature({ query: '', headers: { ...headers, authorization: [authorization] } })

const fromQuery = (parts: Record<string, string>) =>
  readSignature({ query: new URLSearchParams(parts).toString(), headers: {} })

test('a request with neither header nor query is unsigned', () => {
  assert.deepEqual(readSignature({ query: 'prefix=X', headers: {} }), { form: 'none' })
  assert.deepEqual(readSignature({ query: 'X-Amz-Meta=1', headers: {} }), { form: 'none' })
})

test('reads a whole Authorization header, with or without spaces after its commas', () => {
  for (const text of [whole, whole.replaceAll(', ', ',')]) {
    const presented = fromHeader(text, { 'x-amz-date': [date], 'x-amz-security-token': ['token'] })
    assert.deepEqual(presented, {
      form: 'signed',
      signature: {
        via: 'header',
        credential: {
          accessKeyId: 'AKIDEXAMPLE',
          scope: { date: '20130524', region: 'us-east-1', service: 'sts' },
          terminator: 'aws4_request',
        },
        signedHeaders: ['host', 'x-amz-date'],
        signature,
        amzDate: date,
        time: Date.UTC(2013, 4, 24),
        expires: undefined,
        sessionToken: 'token',
      },
    })
  }
})

test('takes the Date header where there is no X-Amz-Date', () => {
  const presented = fromHeader(whole, { date: ['Fri, 24 May 2013 00:00:00 GMT'] })
  assert.equal(presented.form === 'signed' && presented.signature.amzDate, date)
})

const query = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': credential,
  'X-Amz-Date': date,
  'X-Amz-Expires': '900',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Security-Token': 'token',
  'X-Amz-Signature': signature,
}

test('reads a whole presigned query', () => {
  assert.deepEqual(fromQuery(query), {
    form: 'signed',
    signature: {
      via: 'query',
      credential: {
        accessKeyId: 'AKIDEXAMPLE',
        scope: { date: '20130524', region: 'us-east-1', service: 'sts' },
        terminator: 'aws4_request',
      },
      signedHeaders: ['host'],
      signature,
      amzDate: date,
      time: Date.UTC(2013, 4, 24),
      expires: '900',
      sessionToken: 'token',
    },
  })
})

test('an empty session token is none', () => {
  const presented = fromHeader(whole, { 'x-amz-date': [date], 'x-amz-security-token': [''] })
  assert.equal(presented.form === 'signed' && presented.signature.sessionToken, undefined)
})

test('any single part of a signature makes a query one that was meant to be signed', () => {
  for (const [name, value] of Object.entries(query)) {
    const { form } = fromQuery({ [name]: value })
    const isPart = name !== 'X-Amz-Expires' && name !== 'X-Amz-Security-Token'
    assert.equal(form, isPart ? 'query' : 'none', name)
  }
})

test('an Authorization header counts before a signed query', () => {
  const presented = readSignature({
    query: new URLSearchParams(query).toString(),
    headers: { authorization: [whole], 'x-amz-date': [date] },
  })
  assert.equal(presented.form === 'signed' && presented.signature.via, 'header')
})

test('of a part that stands twice in the header the first counts, and a part without a name for nothing', () => {
  const presented = fromHeader(`${whole}, Signature=${'b'.repeat(64)}, =nameless, alone`)
  assert.equal(presented.form === 'signed' && presented.signature.signature, signature)
})

test('a value goes on after an equals sign', () => {
  const presented = fromHeader(whole.replace('aws4_request', 'aws4_request=x'))
  assert.equal(presented.form === 'signed' && presented.signature.credential.terminator, 'aws4_request=x')
})

test('a long scheme or algorithm is told by its first 64 letters', () => {
  const long = 'x'.repeat(100)
  const problem = { kind: 'malformed', part: 'Algorithm', value: 'x'.repeat(64) }
  assert.deepEqual(fromHeader(long), { form: 'header', problems: [problem] })
  assert.deepEqual(fromQuery({ ...query, 'X-Amz-Algorithm': long }), { form: 'query', problems: [problem] })
})

const refusals: readonly (readonly [name: string, presented: () => unknown, problems: unknown])[] = [
  [
    'every missing part of the header',
    () => fromHeader('AWS4-HMAC-SHA256 ', {}),
    ['Credential', 'Signature', 'SignedHeaders', 'Date'].map((part) => ({ kind: 'missing', part })),
  ],
  [
    'an empty signature',
    () => fromHeader(whole.replace(signature, '')),
    [{ kind: 'missing', part: 'Signature' }],
  ],
  [
    'a credential of four parts',
    () => fromHeader(whole.replace('/aws4_request', '')),
    [{ kind: 'malformed', part: 'Credential', value: 'AKIDEXAMPLE/20130524/us-east-1/sts' }],
  ],
  ...[0, 1, 2, 3, 4].map((empty) => {
    const value = credential
      .split('/')
      .map((part, at) => (at === empty ? '' : part))
      .join('/')
    return [
      `a credential whose part ${empty} is empty`,
      () => fromHeader(whole.replace(credential, value)),
      [{ kind: 'malformed', part: 'Credential', value }],
    ] as const
  }),
  [
    'another scheme',
    () => fromHeader('AWS4-HMAC-SHA512 Credential=x'),
    [{ kind: 'malformed', part: 'Algorithm', value: 'AWS4-HMAC-SHA512' }],
  ],
  [
    'a date that no calendar has',
    () => fromHeader(whole, { 'x-amz-date': ['20130231T000000Z'] }),
    [{ kind: 'malformed', part: 'Date', value: '20130231T000000Z' }],
  ],
  [
    'every missing part of the query',
    () => fromQuery({ 'X-Amz-Date': date }),
    ['Algorithm', 'Credential', 'Signature', 'SignedHeaders'].map((part) => ({ kind: 'missing', part })),
  ],
]

for (const [name, presented, problems] of refusals) {
  test(`reports ${name}`, () => {
    assert.deepEqual((presented() as { problems: unknown }).problems, problems)
  })
}
