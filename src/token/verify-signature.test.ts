/** Forgeries of every kind, each refused by its own name. */
import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { type Algorithm, algorithms } from './algorithms.ts'
import { keyIdOf, type KeySet, parseToken, verifySignature } from './index.ts'
import { craft, craftHmac, ec, jwkOf, keyFor, keySet, otherRsa, parsed, rsa } from './token.test-support.ts'

const keys = keySet(jwkOf(rsa, 'one'), jwkOf(otherRsa, 'two'), jwkOf(ec['P-256'], 'ec'))

const codeOf = (token: string, against: KeySet = keys): string => {
  const result = verifySignature(parsed(token), against)
  return result.ok ? 'none' : result.problem.code
}

for (const alg of Object.keys(algorithms) as Algorithm[]) {
  const key = keyFor(alg)
  const published = keySet({ ...jwkOf(key, 'one'), alg })
  const { hash } = algorithms[alg]
  const token = craft({ header: { alg, kid: 'one' }, key, hash })

  test(`${alg}: a good signature verifies`, () => assert.equal(codeOf(token, published), 'none'))

  test(`${alg}: a change of header, claims or signature is noticed`, () => {
    const [header, payload, signature] = token.split('.') as [string, string, string]
    const elsewhere = craft({ header: { alg, kid: 'one' }, claims: { sub: 'other' }, key, hash }).split('.')
    assert.equal(codeOf([header, elsewhere[1], signature].join('.'), published), 'wrong-signature')
    assert.equal(codeOf([header, payload, elsewhere[2]].join('.'), published), 'wrong-signature')
    const again = Buffer.from(JSON.stringify({ kid: 'one', alg })).toString('base64url')
    assert.equal(codeOf([again, payload, signature].join('.'), published), 'wrong-signature')
  })

  test(`${alg}: a signature that is cut, stretched or all zero is none`, () => {
    const { signature, ...rest } = parsed(token)
    for (const other of [
      signature.subarray(1),
      signature.subarray(0, -1),
      Buffer.concat([signature, Buffer.alloc(1)]),
      Buffer.concat([Buffer.alloc(1), signature]),
      Buffer.alloc(signature.length),
      Buffer.alloc(signature.length, 255),
    ]) {
      const result = verifySignature({ ...rest, signature: other }, published)
      assert.equal(!result.ok && result.problem.code, 'wrong-signature')
    }
  })
}

test('`none` in any spelling is no algorithm', () => {
  for (const alg of ['none', 'None', 'NONE', 'nOnE', '', undefined, null, 1, ['RS256'], { RS256: 1 }]) {
    const token = craft({ header: { alg, kid: 'one' } })
    assert.equal(codeOf(token), 'unsupported-algorithm', JSON.stringify(alg))
  }
})

test('the names of members that every object has are no algorithms', () => {
  for (const alg of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
    assert.equal(codeOf(craft({ header: `{"alg":"${alg}","kid":"one"}` })), 'unsupported-algorithm')
})

test('a secret made of the public key signs nothing', () => {
  const secrets = [
    createPublicKey(rsa).export({ type: 'spki', format: 'pem' }),
    createPublicKey(rsa).export({ type: 'spki', format: 'der' }),
    createPublicKey(rsa).export({ type: 'pkcs1', format: 'pem' }),
    JSON.stringify(jwkOf(rsa, 'one')),
  ]
  for (const alg of ['HS256', 'HS384', 'HS512'])
    for (const secret of secrets)
      assert.equal(codeOf(craftHmac({ alg, kid: 'one' }, secret)), 'unsupported-algorithm')
})

test('algorithms of other families are not spoken', () => {
  for (const alg of [
    'PS256',
    'PS384',
    'PS512',
    'EdDSA',
    'Ed25519',
    'ES256K',
    'RS1',
    'RSA-OAEP',
    'rs256',
    'RS256 ',
  ])
    assert.equal(codeOf(craft({ header: { alg, kid: 'one' } })), 'unsupported-algorithm', alg)
})

test('a key of another kind than the algorithm is not tried', () => {
  assert.equal(codeOf(craft({ header: { alg: 'ES256', kid: 'one' } })), 'unfit-key')
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'ec' }, key: ec['P-256'] })), 'unfit-key')
  assert.equal(
    codeOf(craft({ header: { alg: 'ES384', kid: 'ec' }, key: ec['P-256'], hash: 'sha384' })),
    'unfit-key',
  )
})

test('a key that is published for one algorithm is not used with another', () => {
  const token = craft({ header: { alg: 'RS512', kid: 'one' }, hash: 'sha512' })
  assert.equal(codeOf(token), 'unfit-key')
  const { alg: _alg, ...anyAlgorithm } = jwkOf(rsa, 'one') as Record<string, string>
  assert.equal(codeOf(token, keySet(anyAlgorithm)), 'none')
})

test('a hash other than the one of the algorithm is noticed', () => {
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'one' }, hash: 'sha512' })), 'wrong-signature')
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'one' }, hash: 'sha1' })), 'wrong-signature')
})

test('an EC signature in DER form is refused, though the key made it', () => {
  const header = { alg: 'ES256', kid: 'ec' }
  assert.equal(codeOf(craft({ header, key: ec['P-256'] })), 'none')
  assert.equal(codeOf(craft({ header, key: ec['P-256'], der: true })), 'wrong-signature')
})

test('a key id that is not published, and one of another published key, are refused', () => {
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'three' } })), 'unknown-key')
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: '' } })), 'unknown-key')
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'ONE' } })), 'unknown-key')
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'two' } })), 'wrong-signature')
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'one' } }), keySet()), 'unknown-key')
})

test('the key id that a token names is told where it is a text', () => {
  assert.equal(keyIdOf(parsed(craft({ header: { alg: 'RS256', kid: 'one' } }))), 'one')
  for (const kid of [undefined, 1, ['one']])
    assert.equal(keyIdOf(parsed(craft({ header: { alg: 'RS256', kid } }))), undefined)
})

test('a key id that is no text is refused', () => {
  for (const kid of [1, null, true, ['one'], { one: 1 }, 'x'.repeat(2000)])
    assert.equal(codeOf(craft({ header: { alg: 'RS256', kid } })), 'malformed-header')
})

test('without a key id the one fitting key is taken; of several none is', () => {
  const header = { alg: 'RS256' }
  assert.equal(codeOf(craft({ header }), keySet(jwkOf(rsa, 'one'), jwkOf(ec['P-256'], 'ec'))), 'none')
  assert.equal(codeOf(craft({ header })), 'ambiguous-key')
  assert.equal(codeOf(craft({ header }), keySet()), 'unknown-key')
  assert.equal(codeOf(craft({ header: { alg: 'ES384' } }), keySet(jwkOf(rsa, 'one'))), 'unfit-key')
})

test('one key published under two names is one key, and two keys under one name are none', () => {
  const twice = keySet(jwkOf(rsa, 'one'), jwkOf(rsa, ''))
  assert.equal(codeOf(craft({ header: { alg: 'RS256' } }), twice), 'none')
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'one' } }), clash), 'ambiguous-key')
})

test('a header that names or carries a key of its own chooses nothing by it', () => {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const extras = {
    jwk: jwkOf(own, 'one'),
    jku: 'https://evil.example.com/keys',
    x5u: 'https://evil.example.com/chain',
    x5c: ['MIIB'],
    x5t: 'AAAA',
    'x5t#S256': 'AAAA',
  }
  const header = { alg: 'RS256', kid: 'one', ...extras }
  assert.equal(codeOf(craft({ header, key: own })), 'wrong-signature')
  assert.equal(codeOf(craft({ header: { ...header, kid: 'evil' }, key: own })), 'unknown-key')
  assert.equal(codeOf(craft({ header })), 'none')
})

test('an extension that is named critical is refused, even an empty list or one that is known elsewhere', () => {
  for (const crit of [['b64'], ['exp'], [], 'exp', null, ['x']])
    assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'one', crit } })), 'critical-header')
  assert.equal(codeOf(craft({ header: { alg: 'RS256', kid: 'one', b64: false } })), 'critical-header')
})

const good = ['header asks for no extension', 'alg is RS256', 'kid `one` is published for RS256']
const clash = keySet(jwkOf(rsa, 'one'), jwkOf(otherRsa, 'one'))
const unnamed = keySet(jwkOf(rsa, 'one', { kid: undefined }))
const notText = 'token key id is not a string of at most 1024 characters'
/** What is told of each check, up to the one that fails. */
const tellings: readonly (readonly [header: object, told: readonly string[], against?: KeySet])[] = [
  [{ alg: 'RS256', kid: 'one' }, [...good, 'signature is made by that key']],
  [{ alg: 'RS256', kid: 'one', crit: [] }, ['token header asks for an extension that is not understood']],
  [
    { alg: 'none', kid: 'one' },
    [good[0]!, 'token algorithm `none` is not one of RS256, RS384, RS512, ES256, ES384, ES512'],
  ],
  [{ alg: 'RS256', kid: 1 }, [...good.slice(0, 2), notText]],
  [{ alg: 'RS256', kid: 'x'.repeat(1025) }, [...good.slice(0, 2), notText]],
  [
    { alg: 'RS256', kid: 'x'.repeat(1024) },
    [...good.slice(0, 2), `no published key has the key id \`${'x'.repeat(200)}...\``],
  ],
  [{ alg: 'RS256', kid: 'three' }, [...good.slice(0, 2), 'no published key has the key id `three`']],
  [{ alg: 'RS256' }, [...good.slice(0, 2), 'no key is published that can be used'], keySet()],
  [{ alg: 'RS256', kid: 'ec' }, [...good.slice(0, 2), 'no published key `ec` may be used with `RS256`']],
  [{ alg: 'ES384' }, [good[0]!, 'alg is ES384', 'no published key `without id` may be used with `ES384`']],
  [
    { alg: 'RS256' },
    [...good.slice(0, 2), 'token names no key id, and several published keys may be used with RS256'],
  ],
  [
    { alg: 'RS256', kid: 'one' },
    [...good.slice(0, 2), 'several published keys answer to the key id `one`'],
    clash,
  ],
  [
    { alg: 'RS256' },
    [...good.slice(0, 2), 'kid `without id` is published for RS256', 'signature is made by that key'],
    unnamed,
  ],
  [
    { alg: 'RS256', kid: 'two' },
    [
      ...good.slice(0, 2),
      'kid `two` is published for RS256',
      'token signature is not made by the published key',
    ],
  ],
]

for (const [header, told, against = keys] of tellings)
  test(`every check of ${JSON.stringify(header).slice(0, 60)} is told in order: ${told.at(-1)}`, () => {
    const { ok, checks } = verifySignature(parsed(craft({ header })), against)
    const names = ['critical header', 'algorithm', 'key', 'signature']
    assert.deepEqual(
      checks,
      told.map((detail, at) => ({ name: names[at], passed: ok || at < told.length - 1, detail })),
    )
  })

test('no message holds the token, its signature or a control character', () => {
  const evil = 'x\u001b[31m\u202e\n'
  for (const header of [
    { alg: evil },
    { alg: 'RS256', kid: evil },
    { alg: 'RS256', kid: 'two' },
    { alg: 'ES256', kid: 'one' },
  ]) {
    const token = craft({ header })
    const text = JSON.stringify(verifySignature(parsed(token), keys))
    assert.doesNotMatch(text, /\\u001b|\u202e|\\n/)
    for (const part of token.split('.')) assert.ok(!text.includes(part))
  }
})

test('a token with any last bit changed by its spelling does not parse', () => {
  const token = craft({ header: { alg: 'RS256', kid: 'one' } })
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const good = last.split('').filter((letter) => {
    const changed = parseToken(token.slice(0, -1) + letter)
    return changed.ok && verifySignature(changed.token, keys).ok
  })
  assert.deepEqual(good, [token.at(-1)])
})
