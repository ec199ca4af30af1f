/** Claims against what is expected of them, as data. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import cases from './cases/claims.json' with { type: 'json' }
import { audiencesOf, type Token, verifyClaims } from './index.ts'

const good = {
  iss: 'https://issuer.example.com',
  sub: 'system:serviceaccount:default:my-sa',
  aud: ['sts.amazonaws.com'],
  iat: 999_000,
  nbf: 999_000,
  exp: 1_003_000,
}
const expected = {
  now: 1_000_000_000,
  issuer: 'https://issuer.example.com',
  audiences: ['sts.amazonaws.com', 'second'],
}
const tokenWith = (claims: object): Token => ({
  header: {},
  claims: claims as Record<string, unknown>,
  signingInput: '',
  signature: new Uint8Array(),
})

for (const { name, change, remove = [], code, claim, message } of cases)
  test(`a token with ${name}: ${code === 'none' ? 'taken' : code}`, () => {
    const claims: Record<string, unknown> = { ...good, ...change }
    for (const each of remove) delete claims[each]
    const result = verifyClaims(tokenWith(claims), expected)
    if (code === 'none') assert.ok(result.ok)
    else assert.deepEqual(!result.ok && result.problem, { code, claim, message })
  })

test('what is not expected is not compared', () => {
  const claims = { ...good, iss: 'x', aud: 'y' }
  assert.ok(verifyClaims(tokenWith(claims), { now: expected.now }).ok)
  assert.ok(verifyClaims(tokenWith({ exp: 1_003_000 }), { now: expected.now, required: ['exp'] }).ok)
})

test('an expectation of no audience at all is met by nobody', () => {
  const result = verifyClaims(tokenWith(good), { ...expected, audiences: [] })
  assert.equal(!result.ok && result.problem.code, 'wrong-audience')
})

test('the leeway is what the caller says', () => {
  const leeway = { notBefore: 0, issuedAt: 10 }
  const codeOf = (change: object) => {
    const result = verifyClaims(tokenWith({ ...good, ...change }), { ...expected, leeway })
    return result.ok ? 'none' : result.problem.code
  }
  assert.equal(codeOf({ nbf: 1_000_000 }), 'none')
  assert.equal(codeOf({ nbf: 1_000_001 }), 'not-yet-valid')
  assert.equal(codeOf({ iat: 1_000_010 }), 'none')
  assert.equal(codeOf({ iat: 1_000_011 }), 'issued-in-the-future')
})

const told = (...toldBy: Parameters<typeof verifyClaims>) =>
  verifyClaims(...toldBy).checks.map(({ name, detail }) => [name, detail])

test('each check is told in the order in which they are made, with what was found', () => {
  assert.deepEqual(told(tokenWith(good), expected), [
    ['required claims', 'has iss, aud, sub, iat, exp'],
    ['claim types', 'registered claims have the types of RFC 7519'],
    ['issuer', 'iss is `https://issuer.example.com`'],
    ['audience', 'aud holds `sts.amazonaws.com`'],
    ['expiry', 'expires at 1970-01-12T14:36:40Z, in 3000 s'],
    ['not before', 'valid from 1970-01-12T13:30:00Z'],
    ['issued at', 'issued at 1970-01-12T13:30:00Z'],
  ])
  assert.deepEqual(told(tokenWith({}), { now: expected.now, required: [] }).slice(2), [
    ['issuer', 'any issuer was asked for'],
    ['audience', 'any audience was asked for'],
    ['expiry', 'token never expires'],
    ['not before', 'token names no beginning'],
    ['issued at', 'token does not say when it was issued'],
  ])
  const failed = verifyClaims(tokenWith({ ...good, iss: 'x', exp: 1 }), expected)
  assert.deepEqual(failed.checks.at(-1), {
    name: 'issuer',
    passed: false,
    detail: 'token issuer `x` is not `https://issuer.example.com`',
  })
})

test('a value of 200 characters is told whole', () => {
  const result = verifyClaims(tokenWith({ ...good, iss: 'x'.repeat(200) }), expected)
  const message = `token issuer \`${'x'.repeat(200)}\` is not \`https://issuer.example.com\``
  assert.equal(!result.ok && result.problem.message, message)
})

test('a long value is cut in messages and cannot write to a terminal', () => {
  const result = verifyClaims(tokenWith({ ...good, iss: `\u001b]0;${'x'.repeat(197)}` }), expected)
  assert.equal(
    !result.ok && result.problem.message,
    `token issuer \`?]0;${'x'.repeat(196)}...\` is not \`https://issuer.example.com\``,
  )
})

test('audiences are read from a text or a list of texts and from nothing else', () => {
  assert.deepEqual(audiencesOf(tokenWith({ aud: 'a' })), ['a'])
  assert.deepEqual(audiencesOf(tokenWith({ aud: ['a', 'b'] })), ['a', 'b'])
  for (const aud of [undefined, null, 1, [1], ['a', 1], {}, [['a']]])
    assert.equal(audiencesOf(tokenWith({ aud })), undefined)
})
