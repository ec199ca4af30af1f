/** Key lists of strangers: what is taken, what is left aside and why, what refuses the whole. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { anything, assert as check, property } from 'fast-check'
import { readKeySet } from './index.ts'
import { ec, jwkOf, rsa } from './token.test-support.ts'

const good = jwkOf(rsa, 'one')
const ecJwk = jwkOf(ec['P-256'], 'ec')

const fateOf = (jwk: unknown): string => {
  const read = readKeySet({ keys: [jwk] })
  assert.ok(read.ok)
  return read.keys.keys.length === 1 ? 'taken' : read.keys.unused[0]!.reason
}

const fates: readonly (readonly [name: string, jwk: unknown, fate: RegExp])[] = [
  ['an RSA key', good, /^taken$/],
  ['an EC key', ecJwk, /^taken$/],
  [
    'a key with nothing but its numbers',
    { ...good, kid: undefined, use: undefined, alg: undefined },
    /^taken$/,
  ],
  ['a key that may verify', { ...good, use: undefined, key_ops: ['verify'] }, /^taken$/],
  [
    'a key with a private part, of which only the public is read',
    { ...good, d: 'AAAA', p: 'AAAA' },
    /^taken$/,
  ],
  ['a text', 'key', /not an object/],
  ['nothing', null, /not an object/],
  ['a list', [], /not an object/],
  ['an empty object', {}, /no supported algorithm/],
  ['a key for encryption', { ...good, use: 'enc' }, /use/],
  ['a key that may sign and not verify', { ...good, key_ops: ['sign'] }, /key_ops/],
  ['a key with operations that are no list', { ...good, key_ops: 'verify' }, /key_ops/],
  ['a secret', { kty: 'oct', k: 'AAAA', alg: 'HS256' }, /alg/],
  ['a secret without algorithm', { kty: 'oct', k: 'AAAA' }, /no supported algorithm/],
  ['an Ed25519 key', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }, /no supported algorithm/],
  ['an RSA key for PSS', { ...good, alg: 'PS256' }, /alg/],
  ['an RSA key for an EC algorithm', { ...good, alg: 'ES256' }, /no supported algorithm/],
  ['an EC key for an RSA algorithm', { ...ecJwk, alg: 'RS256' }, /no supported algorithm/],
  ['an EC key for the algorithm of another curve', { ...ecJwk, alg: 'ES384' }, /no supported algorithm/],
  ['a curve of another name', { ...ecJwk, alg: undefined, crv: 'secp256k1' }, /no supported algorithm/],
  ['a kid that is no text', { ...good, kid: 1 }, /kid/],
  ['an RSA key without modulus', { ...good, n: undefined }, /members/],
  ['an RSA key whose modulus is a number', { ...good, n: 5 }, /members/],
  ['an RSA key with padding', { ...good, e: 'AQAB==' }, /members/],
  ['an EC key without y', { ...ecJwk, y: undefined }, /members/],
  [
    'a point that is not on its curve',
    { ...ecJwk, x: 'A'.repeat(43), y: 'A'.repeat(43) },
    /not a valid public key/,
  ],
  ['an exponent of 1', { ...good, e: 'AQ' }, /exponent|valid/],
  ['an even exponent', { ...good, e: 'AQAA' }, /exponent|valid/],
  ['an exponent as long as the modulus', { ...good, e: (good as { n: string }).n }, /exponent|valid/],
  ['a modulus of endless length', { ...good, n: 'A'.repeat(5000) }, /members/],
  ['a modulus of zero', { ...good, n: 'AAAA' }, /shorter|valid/],
]

for (const [name, jwk, fate] of fates) test(`a list with ${name}`, () => assert.match(fateOf(jwk), fate))

test('an RSA key of less than 2048 bits is not used', () => {
  const small: KeyObject = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  assert.match(fateOf(jwkOf(small, 'small')), /shorter than 2048/)
})

test('a document without a list of keys, or with too many, is refused whole', () => {
  for (const document of [null, [], 'x', 1, {}, { keys: {} }, { keys: 'x' }, { keys: null }])
    assert.equal(readKeySet(document).ok, false)
  assert.equal(readKeySet({ keys: Array.from({ length: 200 }, () => ({})) }).ok, true)
  assert.equal(readKeySet({ keys: Array.from({ length: 201 }, () => ({})) }).ok, false)
})

test('a key that cannot be used leaves the others in use', () => {
  const read = readKeySet({ keys: [{ kty: 'OKP', kid: 'ed' }, good] })
  assert.ok(read.ok)
  assert.deepEqual(
    read.keys.keys.map(({ kid }) => kid),
    ['one'],
  )
  assert.deepEqual(
    read.keys.unused.map(({ kid }) => kid),
    ['ed'],
  )
})

test('no document makes the reader throw', () => {
  check(property(anything(), (document) => void readKeySet(document)))
  check(property(anything(), anything(), (n, e) => void readKeySet({ keys: [{ ...good, n, e }, n, e] })))
})
