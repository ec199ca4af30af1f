/** What people read of a token. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anything, assert as check, dictionary, property, string } from 'fast-check'
import { explainToken } from './index.ts'
import { craft, now, parsed, seconds } from './token.test-support.ts'

const explained = (claims: object, header: object = { alg: 'RS256', kid: 'k' }) =>
  explainToken(parsed(craft({ header, claims })), now)

test('every claim of a service account token has its value and its meaning', () => {
  const { header, claims } = explained({
    aud: ['sts.amazonaws.com'],
    exp: seconds + 3600,
    iat: seconds - 90,
    'kubernetes.io': { namespace: 'demo', pod: { name: 'app', uid: 'u' }, warnafter: seconds + 3607 },
    sub: 'system:serviceaccount:demo:web',
  })
  assert.deepEqual(
    header.map(({ claim, value }) => [claim, value]),
    [
      ['alg', 'RS256'],
      ['kid', 'k'],
    ],
  )
  assert.deepEqual(
    claims.map(({ claim, value }) => [claim, value]),
    [
      ['aud', '["sts.amazonaws.com"]'],
      ['exp', String(seconds + 3600)],
      ['iat', String(seconds - 90)],
      ['kubernetes.io.namespace', 'demo'],
      ['kubernetes.io.pod.name', 'app'],
      ['kubernetes.io.pod.uid', 'u'],
      ['kubernetes.io.warnafter', String(seconds + 3607)],
      ['sub', 'system:serviceaccount:demo:web'],
    ],
  )
  const meaningOf = (name: string) => claims.find(({ claim }) => claim === name)!.meaning
  assert.equal(meaningOf('exp'), 'expires 2026-11-21T13:00:00Z (in 60 min)')
  assert.equal(meaningOf('iat'), 'issued 2026-11-21T11:58:30Z (90 s ago)')
  assert.match(meaningOf('sub'), /service account web of namespace demo/)
  assert.ok(claims.every(({ meaning }) => !meaning.startsWith('not a claim')))
})

test('each known claim is told by what it is for', () => {
  const bound = { name: 'n', uid: 'u' }
  const { header, claims } = explained(
    {
      aud: 'a',
      azp: 'a',
      amr: ['a'],
      iss: 'a',
      jti: 'a',
      sub: 'somebody',
      'kubernetes.io': { namespace: 'd', serviceaccount: bound, pod: bound, node: bound, secret: bound },
      'https://aws.amazon.com/roles': 'r',
      'https://aws.amazon.com/source_identity': 's',
      'https://aws.amazon.com/tags': 't',
    },
    { alg: 'RS256', kid: 'k', typ: 'JWT' },
  )
  const told = Object.fromEntries([...header, ...claims].map(({ claim, meaning }) => [claim, meaning]))
  const words: Readonly<Record<string, RegExp>> = {
    alg: /algorithm of the signature/,
    kid: /published keys of the issuer/,
    typ: /media type/,
    aud: /client id of the OIDC provider/,
    azp: /in place of the audience/,
    amr: /authenticated/,
    iss: /OIDC provider with this URL/,
    jti: /id of this one token/,
    sub: /^who it speaks for; trust policies compare it as <issuer>:sub$/,
    'kubernetes.io.namespace': /^the namespace of the service account$/,
    'kubernetes.io.serviceaccount.name': /^the service account$/,
    'kubernetes.io.serviceaccount.uid': /made anew under the same name/,
    'kubernetes.io.pod.name': /the pod that the token is bound to/,
    'kubernetes.io.pod.uid': /once the pod is deleted/,
    'kubernetes.io.node.name': /the node on which the pod runs/,
    'kubernetes.io.node.uid': /the uid of that node/,
    'kubernetes.io.secret.name': /the secret that the token is bound to/,
    'kubernetes.io.secret.uid': /the uid of that secret/,
    'https://aws.amazon.com/roles': /only roles/,
    'https://aws.amazon.com/source_identity': /source identity/,
    'https://aws.amazon.com/tags': /session tags/,
  }
  assert.deepEqual(Object.keys(told).toSorted(), Object.keys(words).toSorted())
  for (const [claim, meaning] of Object.entries(words)) assert.match(told[claim]!, meaning, claim)
})

test('a span is told in the largest unit of which there are two', () => {
  const spanOf = (away: number) => /\((.*)\)/.exec(explained({ exp: seconds + away }).claims[0]!.meaning)![1]
  const spans: Readonly<Record<string, string>> = {
    '-1': '1 s ago',
    0: 'in 0 s',
    119: 'in 119 s',
    120: 'in 2 min',
    7199: 'in 119 min',
    7200: 'in 2 h',
    172_799: 'in 47 h',
    172_800: 'in 2 days',
  }
  for (const [away, span] of Object.entries(spans)) assert.equal(spanOf(Number(away)), span)
})

test('a claim that nobody knows says so, and what lies in a known one is part of it', () => {
  const { claims } = explained({
    x: 1,
    constructor: 2,
    'https://aws.amazon.com/tags': { principal_tags: { team: ['a'] } },
  })
  assert.equal(claims[0]!.meaning, 'not a claim that Podpass knows')
  assert.equal(claims[1]!.meaning, 'not a claim that Podpass knows')
  assert.equal(claims[2]!.claim, 'https://aws.amazon.com/tags.principal_tags.team')
  assert.match(claims[2]!.meaning, /session tags/)
})

test('times that are none are told as none', () => {
  for (const exp of ['soon', null, 1e300, -1, 253_402_300_800, {}, []])
    assert.equal(explained({ exp }).claims[0]!.meaning, 'expires at no date that can be read')
  assert.match(explained({ exp: 253_402_300_799 }).claims[0]!.meaning, /^expires 9999-12-31T23:59:59Z \(in /)
})

test('the signature is never shown, and nothing in a token can write to a terminal', () => {
  const token = parsed(
    craft({ header: { alg: 'RS256', kid: '\u001b[2J' }, claims: { '\u009b31m': '\u202e\u0007x' } }),
  )
  const text = JSON.stringify(explainToken(token, now))
  assert.ok(!text.includes(Buffer.from(token.signature).toString('base64url')))
  assert.doesNotMatch(text, /\\u00|[\u0080-\u009f\u202e]/)
})

test('no claims make it throw', () => {
  const empty = { signingInput: '', signature: new Uint8Array() }
  check(
    property(dictionary(string(), anything()), (members) => {
      const plain = JSON.parse(
        JSON.stringify(members, (_key, value: unknown) => (typeof value === 'bigint' ? 0 : value)),
      ) as Record<string, unknown>
      explainToken({ header: plain, claims: plain, ...empty }, now)
    }),
  )
})
