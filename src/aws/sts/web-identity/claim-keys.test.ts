import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Token } from '../../../token/index.ts'
import { claimKeys } from './claim-keys.ts'

const keysOf = (providerUrl: string, claims: Readonly<Record<string, unknown>>) => {
  const token: Token = { header: {}, claims, signingInput: '', signature: new Uint8Array() }
  const present = Object.entries(claimKeys(token, providerUrl, ['a'])).filter(
    ([, value]) => value !== undefined,
  )
  return Object.fromEntries(present)
}

const claims = {
  sub: 's',
  aud: 'a',
  repository: 'octo/cat',
  actor_id: 7,
  project_id: '5',
  ref_protected: true,
}

test('a claim that AWS knows of no provider is no condition key', () => {
  assert.deepEqual(keysOf('issuer.example.com/id/A', claims), { sub: 's', aud: ['a'] })
})

test('GitHub, GitLab and others have condition keys of their own', () => {
  const github = { sub: 's', aud: ['a'], repository: 'octo/cat', actor_id: '7' }
  assert.deepEqual(keysOf('token.actions.githubusercontent.com', claims), github)
  assert.deepEqual(keysOf('token.actions.githubusercontent.com/octo', claims), github)
  assert.deepEqual(keysOf('token.actions.octo.ghe.com', claims), github)
  assert.deepEqual(keysOf('gitlab.com', claims), {
    sub: 's',
    aud: ['a'],
    project_id: '5',
    ref_protected: 'true',
  })
})

test('a host that only looks like a known one has no keys of its own', () => {
  for (const url of [
    'token.actions.githubusercontent.com.evil.example',
    'xgitlab.com',
    'gitlab.com/x',
    'gitlabxcom',
  ])
    assert.deepEqual(keysOf(url, claims), { sub: 's', aud: ['a'] }, url)
})

test('the audience that was asked for is another key than the authorized party', () => {
  assert.deepEqual(keysOf('x', { ...claims, azp: 'a', aud: ['b', 'c'] }), {
    sub: 's',
    aud: ['a'],
    oaud: ['b', 'c'],
  })
})

test('claims that are no text are no keys', () => {
  assert.deepEqual(keysOf('x', { sub: 's', amr: [1], email: { a: 1 } }), { sub: 's', aud: ['a'] })
})
