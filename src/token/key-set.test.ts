/** Key lists of strangers: what is taken, what is left aside and why, what refuses the whole. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { anything, assert as check, property } from 'fast-check'
import { readKeySet } from './index.ts'
import { ec, jwkOf, rsa } from './token.test-support.ts'

const good = jwkOf(rsa, 'one')
const ecJwk = jwkOf(ec['P-256'], 'ec')

const modulus = (first: number, bytes: number): string =>
  Buffer.from([first, ...Array<number>(bytes - 1).fill(255)]).toString('base64url')

const fateOf = (jwk: unknown): string => {
  const read = readKeySet({ keys: [jwk] })
  assert.ok(read.ok)
  return read.keys.keys.length === 1 ? 'taken' : read.keys.unused[0]!.reason
}

const fates: readonly (readonly [name: string, jwk: unknown, fate: string])[] = [
  ['an RSA key', good, 'taken'],
  ['an EC key', ecJwk, 'taken'],
  [
    'a key with nothing but its numbers',
    { ...good, kid: undefined, use: undefined, alg: undefined },
    'taken',
  ],
  ['a key that may verify', { ...good, use: undefined, key_ops: ['verify'] }, 'taken'],
  ['a key with a private part, of which only the public is read', { ...good, d: 'AAAA', p: 'AAAA' }, 'taken'],
  ['a text', 'key', 'is not an object'],
  ['nothing', null, 'is not an object'],
  ['a list', [], 'is not an object'],
  ['an empty object', {}, 'no supported algorithm goes with its kty, crv and alg'],
  ['a key for encryption', { ...good, use: 'enc' }, 'use is not sig'],
  ['a key that may sign and not verify', { ...good, key_ops: ['sign'] }, 'key_ops does not hold verify'],
  ['a key with operations that are no list', { ...good, key_ops: 'verify' }, 'key_ops does not hold verify'],
  ['a secret', { kty: 'oct', k: 'AAAA', alg: 'HS256' }, 'alg is not one that is supported'],
  [
    'a secret without algorithm',
    { kty: 'oct', k: 'AAAA' },
    'no supported algorithm goes with its kty, crv and alg',
  ],
  [
    'an Ed25519 key',
    { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' },
    'no supported algorithm goes with its kty, crv and alg',
  ],
  ['an RSA key for PSS', { ...good, alg: 'PS256' }, 'alg is not one that is supported'],
  [
    'an RSA key for an EC algorithm',
    { ...good, alg: 'ES256' },
    'no supported algorithm goes with its kty, crv and alg',
  ],
  [
    'an EC key for an RSA algorithm',
    { ...ecJwk, alg: 'RS256' },
    'no supported algorithm goes with its kty, crv and alg',
  ],
  [
    'an EC key for the algorithm of another curve',
    { ...ecJwk, alg: 'ES384' },
    'no supported algorithm goes with its kty, crv and alg',
  ],
  [
    'a curve of another name',
    { ...ecJwk, alg: undefined, crv: 'secp256k1' },
    'no supported algorithm goes with its kty, crv and alg',
  ],
  ['a kid that is no text', { ...good, kid: 1 }, 'kid is not a string'],
  ['an RSA key without modulus', { ...good, n: undefined }, 'has not the members of its kty'],
  ['an RSA key whose modulus is a number', { ...good, n: 5 }, 'has not the members of its kty'],
  ['an RSA key with padding', { ...good, e: 'AQAB==' }, 'has not the members of its kty'],
  ['an EC key without y', { ...ecJwk, y: undefined }, 'has not the members of its kty'],
  [
    'a point that is not on its curve',
    { ...ecJwk, x: 'A'.repeat(43), y: 'A'.repeat(43) },
    'is not a valid public key',
  ],
  ['an exponent of 1', { ...good, e: 'AQ' }, 'RSA exponent is not an odd number of 2 to 32 bits'],
  ['an even exponent', { ...good, e: 'AQAA' }, 'RSA exponent is not an odd number of 2 to 32 bits'],
  [
    'an exponent as long as the modulus',
    { ...good, e: (good as { n: string }).n },
    'RSA exponent is not an odd number of 2 to 32 bits',
  ],
  ['a modulus of endless length', { ...good, n: 'A'.repeat(5000) }, 'has not the members of its kty'],
  ['an exponent of 3', { ...good, e: 'Aw' }, 'taken'],
  ['an exponent of 32 bits', { ...good, e: '_____w' }, 'taken'],
  ['an exponent of 33 bits', { ...good, e: 'AQAAAAE' }, 'RSA exponent is not an odd number of 2 to 32 bits'],
  ['an RSA key that names a curve', { ...good, crv: 'P-256' }, 'taken'],
  ['a modulus of 8192 bits', { ...good, n: modulus(255, 1024) }, 'taken'],
  ['a modulus of 8193 bits', { ...good, n: modulus(1, 1025) }, 'RSA key is longer than 8192 bits'],
  ['a modulus of 2047 bits', { ...good, n: modulus(127, 256) }, 'RSA key is shorter than 2048 bits'],
  ['a modulus of 2048 bits', { ...good, n: modulus(128, 256) }, 'taken'],
  ['a modulus of zero', { ...good, n: 'AAAA' }, 'RSA key is shorter than 2048 bits'],
]

for (const [name, jwk, fate] of fates) test(`a list with ${name}`, () => assert.equal(fateOf(jwk), fate))

test('an RSA key of less than 2048 bits is not used', () => {
  const small: KeyObject = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  assert.equal(fateOf(jwkOf(small, 'small')), 'RSA key is shorter than 2048 bits')
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
