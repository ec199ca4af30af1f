/** The vectors that the JOSE documents publish: RFC 7515 appendix A, RFC 7520 section 4, RFC 7638 section 3.1. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import vectors from './cases/jose-vectors.json' with { type: 'json' }
import { parseToken, readKeySet, thumbprintOf, type Token, verifySignature } from './index.ts'

const keySetOf = (jwk: object) => {
  const read = readKeySet({ keys: [jwk] })
  assert.ok(read.ok && read.keys.keys.length === 1, JSON.stringify(read))
  return read.keys
}

/** Some vectors sign a text that holds no claims, which parseToken rightly refuses. */
const takeApart = (text: string): Token => {
  const [header, payload, signature] = text.split('.') as [string, string, string]
  return {
    header: JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>,
    claims: {},
    signingInput: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  }
}

for (const { from, jwk, token, claims } of vectors) {
  test(`${from} verifies`, () => {
    const parsed = parseToken(token)
    assert.equal(parsed.ok, claims)
    if (!parsed.ok) assert.equal(parsed.problem.code, 'not-json')
    else assert.equal(parsed.token.claims.iss, 'joe')
    const verified = verifySignature(takeApart(token), keySetOf(jwk))
    assert.ok(verified.ok, JSON.stringify(verified))
  })

  test(`${from} does not verify with any one bit of its signature turned`, () => {
    const apart = takeApart(token)
    for (let index = 0; index < apart.signature.length; index += 7) {
      const signature = Uint8Array.from(apart.signature)
      signature[index]! ^= 1 << (index % 8)
      assert.equal(verifySignature({ ...apart, signature }, keySetOf(jwk)).ok, false)
    }
  })
}

test('RFC 7638 section 3.1 gives the thumbprint of its example, whatever else the key says of itself', () => {
  const jwk = {
    kty: 'RSA',
    n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
    e: 'AQAB',
    alg: 'RS256',
    kid: '2011-04-29',
  }
  assert.equal(thumbprintOf(jwk), 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
  assert.equal(keySetOf(jwk).keys[0]!.thumbprint, 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
})
