import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { publicJwkOf, readKeySet } from '../../../token/index.ts'
import { oidcUser, type OidcProvider } from './oidc-user.ts'
import { createOidcReviewer } from './review-oidc-token.ts'

const now = Date.UTC(2026, 10, 21, 12)
const seconds = now / 1000
const issuer = 'https://corp.example.com'
const provider: OidcProvider = { issuerUrl: issuer, clientId: 'kubernetes' }
const claims = { iss: issuer, aud: 'kubernetes', sub: 'jane', exp: seconds + 600, groups: ['dev', 'ops'] }

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
function craft(body: object, key: KeyObject = rsa, header: object = { alg: 'RS256', kid: 'k' }): string {
  const input = `${encode(header)}.${encode(body)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

function reviewer() {
  const asked: string[] = []
  const read = readKeySet({ keys: [publicJwkOf(rsa, 'k'), publicJwkOf(ec, 'e')] })
  assert.ok(read.ok)
  const review = createOidcReviewer({
    providers: () => [{ ...provider, issuerUrl: 'https://other.example.com' }, provider],
    now: () => now,
    keysOf: async (request) => {
      asked.push(request.issuer)
      return { ok: true, found: { keys: read.keys, jwksUri: '', maxAge: 1, verifiedBy: 'trust-store' } }
    },
  })
  return { review, asked }
}

test('a token of the provider stands for a user under the issuer’s name', async () => {
  const { review, asked } = reviewer()
  assert.deepEqual(await review(craft(claims)), { username: `${issuer}#jane`, groups: [] })
  assert.deepEqual(await review(craft({ ...claims, aud: ['other', 'kubernetes'] })), {
    username: `${issuer}#jane`,
    groups: [],
  })
  assert.deepEqual(asked, [issuer, issuer])
})

test('tokens of others ask for no keys', async () => {
  const { review, asked } = reviewer()
  for (const token of [
    'x',
    craft({ ...claims, iss: `${issuer}/` }),
    craft({ ...claims, aud: 'other' }),
    craft({ ...claims, aud: undefined }),
    craft(claims, ec, { alg: 'ES256', kid: 'e' }),
    `${encode({ alg: 'none' })}.${encode(claims)}.`,
    `${encode({ alg: 'HS256', kid: 'k' })}.${encode(claims)}.AAAA`,
  ])
    assert.equal(await review(token), undefined)
  assert.deepEqual(asked, [])
  const none = createOidcReviewer({
    providers: () => [],
    now: () => now,
    keysOf: () => assert.fail('there is nobody to ask'),
  })
  assert.equal(await none(craft(claims)), undefined)
})

test('expired, early, unsigned and endless tokens are refused', async () => {
  const { review } = reviewer()
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  for (const token of [
    craft({ ...claims, exp: seconds }),
    craft({ ...claims, exp: undefined }),
    craft({ ...claims, nbf: seconds + 301 }),
    craft(claims, other),
    craft(claims).replace(/\.[^.]*\./, `.${encode({ ...claims, sub: 'eve' })}.`),
  ])
    assert.equal(await review(token), undefined)
  assert.ok(await review(craft({ ...claims, nbf: seconds + 300 })))
})

test('a provider whose keys cannot be had lets nobody in', async () => {
  const review = createOidcReviewer({
    providers: () => [provider],
    now: () => now,
    keysOf: async () => ({ ok: false, problem: { cause: 'status', message: 'no' } }),
  })
  assert.equal(await review(craft(claims)), undefined)
})

const cases: readonly (readonly [
  name: string,
  config: Partial<OidcProvider>,
  claims: object,
  expected: string,
])[] = [
  [
    'groups with their prefix',
    { groupsClaim: 'groups', groupsPrefix: 'corp:' },
    {},
    `${issuer}#jane corp:dev corp:ops`,
  ],
  ['one group as a text', { groupsClaim: 'groups' }, { groups: 'dev' }, `${issuer}#jane dev`],
  ['no groups where the claim is missing', { groupsClaim: 'teams' }, {}, `${issuer}#jane`],
  ['a prefix of its own', { usernamePrefix: 'corp:' }, {}, 'corp:jane'],
  ['no prefix by -', { usernamePrefix: '-' }, {}, 'jane'],
  ['an email has none', { usernameClaim: 'email' }, { email: 'j@x', email_verified: true }, 'j@x'],
  ['a provider that says nothing of verification', { usernameClaim: 'email' }, { email: 'j@x' }, 'j@x'],
  [
    'an email that is not verified',
    { usernameClaim: 'email' },
    { email: 'j@x', email_verified: false },
    'its email is not verified',
  ],
  [
    'a verification that is no flag',
    { usernameClaim: 'email' },
    { email: 'j@x', email_verified: 'true' },
    'its email is not verified',
  ],
  ['a username claim that is missing', { usernameClaim: 'upn' }, {}, 'claim `upn` is no text'],
  ['a username that is a number', {}, { sub: 7 }, 'claim `sub` is no text'],
  [
    'groups that are no texts',
    { groupsClaim: 'groups' },
    { groups: [1] },
    'claim `groups` is neither a text nor a list of texts',
  ],
  ['a required claim', { requiredClaims: { tenant: 'a' } }, { tenant: 'a' }, `${issuer}#jane`],
  [
    'a required claim with another value',
    { requiredClaims: { tenant: 'a' } },
    { tenant: 'b' },
    'claim `tenant` is not as it is required',
  ],
  [
    'a required claim that is a list',
    { requiredClaims: { tenant: 'a' } },
    { tenant: ['a'] },
    'claim `tenant` is not as it is required',
  ],
  [
    'a user that would be the cluster’s own',
    { usernamePrefix: '-' },
    { sub: 'system:admin' },
    '`system:admin` begins with `system:`',
  ],
  [
    'a group that would be the cluster’s own',
    { groupsClaim: 'groups' },
    { groups: ['system:masters'] },
    '`system:masters` begins with `system:`',
  ],
  [
    'which a prefix keeps apart',
    { groupsClaim: 'groups', groupsPrefix: 'corp:' },
    { groups: ['system:masters'] },
    `${issuer}#jane corp:system:masters`,
  ],
]

for (const [name, config, more, expected] of cases)
  test(`users of a provider: ${name}`, () => {
    const found = oidcUser({ ...provider, ...config }, { ...claims, ...more })
    assert.equal(found.ok ? [found.user.username, ...found.user.groups].join(' ') : found.problem, expected)
  })
