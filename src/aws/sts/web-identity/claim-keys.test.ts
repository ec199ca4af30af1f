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

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
const documented: Readonly<Record<string, string>> = {
  'token.actions.githubusercontent.com':
    'actor actor_id enterprise_id environment job_workflow_ref ref repository repository_id repository_owner_id workflow',
  'gitlab.com':
    'namespace_id pipeline_source project_id ref_protected runner_environment user_access_level user_email user_id user_login',
  'agent.buildkite.com':
    'build_branch cluster_id cluster_name organization_id organization_slug pipeline_id pipeline_slug',
  'agent.eu.buildkite.dev':
    'build_branch cluster_id cluster_name organization_id organization_slug pipeline_id pipeline_slug',
  'oidc.circleci.com/org/1': 'oidc.circleci.com/project-id',
  'accounts.google.com': 'google/organization_number',
  'idcs-1.identity.oraclecloud.com': 'rpst_id',
}

for (const [url, names] of Object.entries(documented))
  test(`the claims of ${url} that AWS documents are condition keys`, () => {
    const own = Object.fromEntries(names.split(' ').map((name) => [name, `the ${name}`]))
    assert.deepEqual(keysOf(url, { sub: 's', ...own }), { sub: 's', aud: ['a'], ...own })
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

test('how the bearer was authenticated is a text or a list of texts', () => {
  for (const amr of ['authenticated', ['authenticated']])
    assert.deepEqual(keysOf('x', { sub: 's', amr }).amr, ['authenticated'])
})

test('claims that are no text are no keys', () => {
  assert.deepEqual(keysOf('x', { sub: 's', amr: ['pwd', 1], email: { a: 1 } }), { sub: 's', aud: ['a'] })
})
