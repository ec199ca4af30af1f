import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  makeCall,
  makeToken,
  makeWorld,
  now,
  providerArn,
  roleArn,
  subject,
  trustOfToken,
  type TokenPatch,
  type WorldPatch,
} from '../fixture.test-support.ts'

async function rehearse(token: TokenPatch = {}, patch: WorldPatch = {}, asked: object = {}) {
  const { sts } = await makeWorld(patch, trustOfToken)
  const call = makeCall('SimulateCall')
  const input = { RoleArn: roleArn, RoleSessionName: 'pod', WebIdentityToken: makeToken(token), ...asked }
  const rehearsal = await sts.rehearseWebIdentity(input, call)
  assert.deepEqual(call.notes, makeCall('SimulateCall').notes, 'the call that asks is told nothing of')
  return {
    ...rehearsal,
    failed: rehearsal.checks.filter(({ passed }) => !passed).map(({ name }) => name),
    trust: rehearsal.decisions.map(({ action, decision }) => `${action} ${decision.effect}`),
  }
}

test('a good token passes every check and would become a session', async () => {
  const { failed, trust, session } = await rehearse()
  assert.deepEqual([failed, trust], [[], ['sts:AssumeRoleWithWebIdentity allow']])
  assert.equal(session?.webIdentity?.provider, providerArn)
  assert.equal(session.webIdentity.attributes['sub'], subject)
  assert.equal(session.issuedAt, now / 1000)
  assert.equal(session.expiresAt, now / 1000 + 3600)
})

test('the trust policy is asked whatever is wrong with signature, times and audience', async () => {
  const forged = await rehearse({ signedBy: 'other' })
  assert.deepEqual([forged.failed, forged.trust], [['signature'], ['sts:AssumeRoleWithWebIdentity allow']])
  const old = await rehearse({ claims: { exp: now / 1000 - 10, iat: now / 1000 - 100 } })
  assert.ok(old.failed.includes('expiry'))
  assert.deepEqual(old.trust, ['sts:AssumeRoleWithWebIdentity allow'])
  const elsewhere = await rehearse({ claims: { aud: 'vault' } })
  assert.deepEqual(elsewhere.failed, ['audience', 'trust policy'])
})

test('a subject that the trust policy does not name is told with its explanation', async () => {
  const { failed, decisions } = await rehearse({ claims: { sub: 'system:serviceaccount:default:other' } })
  assert.deepEqual(failed, ['trust policy'])
  assert.ok(decisions[0]?.explanation !== undefined)
})

test('without the role, the provider or a readable token nothing more can be asked', async () => {
  const tags = { 'https://aws.amazon.com/tags': 'none' }
  const cases: Readonly<Record<string, Parameters<typeof rehearse>>> = {
    request: [{}, {}, { RoleArn: 'x' }],
    'token form': [{}, {}, { WebIdentityToken: 'x' }],
    'token claims': [{ claims: { sub: null } }],
    role: [{}, { role: null }],
    provider: [{}, { provider: null }],
    'session tags': [{ claims: tags }],
  }
  for (const [check, asked] of Object.entries(cases)) {
    const { failed, trust, session, checks } = await rehearse(...asked)
    assert.deepEqual([failed, trust, session], [[check], [], undefined])
    assert.equal(checks.at(-1)!.name, check)
  }
})
