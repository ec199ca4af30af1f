import assert from 'node:assert/strict'
import { test } from 'node:test'
import { legacyTokenClaims, readLegacyClaims } from './legacy-token-claims.ts'

const token = { namespace: 'demo', secretName: 'web-token', serviceAccount: { name: 'web', uid: 'u' } }
const claims = {
  iss: 'kubernetes/serviceaccount',
  'kubernetes.io/serviceaccount/namespace': 'demo',
  'kubernetes.io/serviceaccount/secret.name': 'web-token',
  'kubernetes.io/serviceaccount/service-account.name': 'web',
  'kubernetes.io/serviceaccount/service-account.uid': 'u',
  sub: 'system:serviceaccount:demo:web',
}

test('a token of a Secret has the claims that Kubernetes gives it, which are read back', () => {
  assert.deepEqual(legacyTokenClaims(token), claims)
  assert.deepEqual(readLegacyClaims(claims), token)
})

test('a claim that is missing or no text makes it another token', () => {
  for (const name of Object.keys(claims).filter((each) => each !== 'sub'))
    for (const value of [undefined, 1, null, ['a']])
      assert.equal(readLegacyClaims({ ...claims, [name]: value }), undefined, name)
  assert.equal(readLegacyClaims({ ...claims, iss: 'https://issuer.example' }), undefined)
})
