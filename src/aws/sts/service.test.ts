import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError } from '../protocol/index.ts'
import {
  account,
  alice,
  type CallerPatch,
  chainedSession,
  invoke,
  makeCall,
  makeWorld,
  now,
  roleArn,
  root,
  trustOfUser,
  userArn,
} from './fixture.test-support.ts'
import { contextOfSession, type Session } from './index.ts'
import type { CredentialsOutput } from './operations/credentials-output.ts'

interface Output {
  readonly Credentials: CredentialsOutput
}

async function ask(operation: string, input: unknown, caller: CallerPatch) {
  const world = await makeWorld({}, trustOfUser)
  const call = makeCall(operation, caller)
  const answer = await invoke(world, input, call).catch((error: unknown) => error)
  return { world, call, answer }
}

async function refused(operation: string, input: unknown, caller: CallerPatch): Promise<AwsError> {
  const { answer } = await ask(operation, input, caller)
  assert.ok(answer instanceof AwsError, String(answer))
  return answer
}

async function granted(operation: string, input: unknown, caller: CallerPatch): Promise<void> {
  const { answer } = await ask(operation, input, caller)
  assert.ok(!(answer instanceof Error), String(answer))
}

async function opened(operation: string, input: unknown, caller: CallerPatch) {
  const { world, call, answer } = await ask(operation, input, caller)
  if (answer instanceof Error) throw answer
  const { Credentials: credentials } = answer as Output
  const session = world.sts.openSession(credentials.AccessKeyId, credentials.SessionToken, now)
  assert.ok(session.outcome === 'open')
  return { ...session, call, answer, seconds: (credentials.Expiration.getTime() - now) / 1000 }
}

test('GetCallerIdentity tells user, session and root', async () => {
  const told = async (caller: CallerPatch) => (await ask('GetCallerIdentity', {}, caller)).answer
  assert.deepEqual(await told({ principal: alice }), {
    UserId: 'AIDAEXAMPLEEXAMPLE123',
    Account: account,
    Arn: userArn,
  })
  assert.deepEqual(await told({ principal: chainedSession, userId: 'AROAFIRSTFIRSTFIRST12:one' }), {
    UserId: 'AROAFIRSTFIRSTFIRST12:one',
    Account: account,
    Arn: `arn:aws:sts::${account}:assumed-role/first/one`,
  })
  assert.deepEqual(await told({ principal: root, userId: account }), {
    UserId: account,
    Account: account,
    Arn: `arn:aws:iam::${account}:root`,
  })
})

test('GetSessionToken gives a user twelve hours and what it asks for', async () => {
  const session = await opened('GetSessionToken', {}, { principal: alice })
  assert.equal(session.seconds, 43_200)
  assert.deepEqual(session.session.principal, { kind: 'user', id: 'AIDAEXAMPLEEXAMPLE123' })
  assert.equal(session.session.chained, false)
  assert.equal(session.sessionPolicies, undefined)
  assert.equal(
    (await opened('GetSessionToken', { DurationSeconds: 129_600 }, { principal: alice })).seconds,
    129_600,
  )
})

test('GetSessionToken gives root an hour at most', async () => {
  assert.equal((await opened('GetSessionToken', {}, { principal: root })).seconds, 3600)
  const session = await opened('GetSessionToken', { DurationSeconds: 43_200 }, { principal: root })
  assert.equal(session.seconds, 3600)
  assert.deepEqual(session.session.principal, { kind: 'root' })
})

test('GetSessionToken is not for sessions, and takes no wrong code of an MFA device', async () => {
  const chained = await refused('GetSessionToken', {}, { principal: chainedSession, session: {} })
  assert.deepEqual(
    [chained.code, chained.status, chained.text],
    ['AccessDenied', 403, 'Cannot call GetSessionToken with session credentials'],
  )
  for (const caller of [{ principal: alice, session: {} }, { principal: chainedSession }])
    assert.equal(
      (await refused('GetSessionToken', {}, caller)).text,
      'Cannot call GetSessionToken with session credentials',
    )
  const SerialNumber = `arn:aws:iam::${account}:mfa/alice`
  const wrong = 'MultiFactorAuthentication failed with invalid MFA one time pass code.'
  const half = 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.'
  for (const [input, principal, text] of [
    [{ SerialNumber, TokenCode: '000000' }, alice, wrong],
    [{ SerialNumber, TokenCode: '123456' }, root, wrong],
    [{ SerialNumber }, alice, half],
    [{ TokenCode: '123456' }, alice, half],
  ] as const) {
    const refusal = await refused('GetSessionToken', input, { principal })
    assert.deepEqual([refusal.code, refusal.status, refusal.text], ['AccessDenied', 403, text])
  }
})

test('GetSessionToken with the code of an MFA device gives a session that was shown two factors', async () => {
  const input = { SerialNumber: `arn:aws:iam::${account}:mfa/alice`, TokenCode: '123456' }
  const { session } = await opened('GetSessionToken', input, { principal: alice })
  assert.equal(session.mfaAuthenticatedAt, Math.floor(now / 1000))
  const without = await opened('GetSessionToken', {}, { principal: alice })
  assert.equal(without.session.mfaAuthenticatedAt, undefined)
})

const mayFederate = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:GetFederationToken',
      Resource: `arn:aws:sts::${account}:federated-user/bob`,
    },
  ],
}

test('GetFederationToken gives a session within its policies', async () => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  })
  const caller = { principal: alice, policy: mayFederate }
  const session = await opened('GetFederationToken', { Name: 'bob', Policy }, caller)
  assert.deepEqual(session.session.principal, {
    kind: 'federated-user',
    name: 'bob',
    userId: 'AIDAEXAMPLEEXAMPLE123',
  })
  assert.deepEqual(
    session.sessionPolicies?.map(({ name }) => name),
    ['session policy'],
  )
  assert.equal(session.seconds, 43_200)
  assert.equal(session.session.chained, false)
  const { FederatedUser, PackedPolicySize } = session.answer as {
    FederatedUser: unknown
    PackedPolicySize: number
  }
  assert.deepEqual(FederatedUser, {
    FederatedUserId: `${account}:bob`,
    Arn: `arn:aws:sts::${account}:federated-user/bob`,
  })
  assert.ok(PackedPolicySize > 0)
  const federatedUser = {
    federatedUserId: `${account}:bob`,
    arn: `arn:aws:sts::${account}:federated-user/bob`,
  }
  const { credentials, ...noted } = session.call.notes.responseElements as { credentials: object }
  assert.deepEqual(Object.keys(credentials), ['accessKeyId', 'expiration'])
  assert.deepEqual(noted, { federatedUser, packedPolicySize: PackedPolicySize })
})

test('GetFederationToken without policies gives a session that may do nothing', async () => {
  const session = await opened(
    'GetFederationToken',
    { Name: 'bob' },
    { principal: alice, policy: mayFederate },
  )
  assert.deepEqual(session.sessionPolicies, [])
  assert.deepEqual(Object.keys(session.call.notes.responseElements ?? {}), ['credentials', 'federatedUser'])
  assert.equal((session.answer as { PackedPolicySize?: number }).PackedPolicySize, undefined)
})

test('GetFederationToken needs a permission for the name, for tags another, and is not for sessions', async () => {
  const asked = { principal: alice, policy: mayFederate }
  assert.equal((await refused('GetFederationToken', { Name: 'carol' }, asked)).code, 'AccessDenied')
  const Tags = [{ Key: 'Team', Value: 'red' }]
  assert.equal((await refused('GetFederationToken', { Name: 'bob', Tags }, asked)).code, 'AccessDenied')
  for (const caller of [
    { principal: chainedSession, session: {} },
    { principal: chainedSession },
    { principal: alice, session: {} },
    { principal: fay },
  ])
    assert.equal(
      (await refused('GetFederationToken', { Name: 'bob' }, { ...caller, policy: mayFederate })).text,
      'Cannot call GetFederationToken with session credentials',
    )
  const session = await opened('GetFederationToken', { Name: 'bob' }, { principal: root })
  assert.deepEqual(session.session.principal, { kind: 'federated-user', name: 'bob' })
  assert.equal(session.seconds, 3600)
})

test('GetAccessKeyInfo reads the account out of the id', async () => {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:GetAccessKeyInfo', Resource: '*' }],
  }
  const caller = { principal: alice, policy }
  const { answer } = await ask('GetAccessKeyInfo', { AccessKeyId: 'ASIAY34FZKBOKMUTVV7A' }, caller)
  assert.deepEqual(answer, { Account: '609629065308' })
  const unknown = await refused('GetAccessKeyInfo', { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, caller)
  assert.deepEqual(
    [unknown.code, unknown.status, unknown.text],
    ['ValidationError', 400, 'The access key id is not one that tells its account'],
  )
  assert.equal(
    (await refused('GetAccessKeyInfo', { AccessKeyId: 'x' }, { principal: alice })).code,
    'AccessDenied',
  )
})

const everySts = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] }
const fay: CallerPatch['principal'] = {
  kind: 'federated-user',
  partition: 'aws',
  account,
  arn: `arn:aws:sts::${account}:federated-user/fay`,
  userArn,
}

test('DecodeAuthorizationMessage needs a permission and knows no message', async () => {
  const input = { EncodedMessage: 'kcLyf0' }
  const denied = await refused('DecodeAuthorizationMessage', input, { principal: alice })
  assert.equal(denied.code, 'AccessDenied')
  const { status, code, text } = await refused('DecodeAuthorizationMessage', input, { principal: root })
  assert.deepEqual(
    [status, code, text],
    [400, 'InvalidAuthorizationMessageException', 'Message is not valid'],
  )
})

test('a session of a user may assume roles and ask who it is, and call nothing else of STS', async () => {
  const caller = { principal: alice, session: {}, policy: everySts }
  await granted('AssumeRole', { RoleArn: roleArn, RoleSessionName: 'one' }, caller)
  await granted('GetCallerIdentity', {}, caller)
  const AccessKeyId = 'ASIAY34FZKBOKMUTVV7A'
  const refusal = await refused('GetAccessKeyInfo', { AccessKeyId }, caller)
  assert.deepEqual(
    [refusal.code, refusal.status, refusal.text],
    ['InvalidClientTokenId', 403, 'The security token included in the request is invalid'],
  )
  await granted('GetAccessKeyInfo', { AccessKeyId }, { ...caller, principal: chainedSession })
})

test('a federated user may ask who it is, and call nothing else of STS', async () => {
  const caller = { principal: fay, session: {}, policy: everySts }
  await granted('GetCallerIdentity', {}, caller)
  const assume = { RoleArn: roleArn, RoleSessionName: 'one' }
  assert.equal((await refused('AssumeRole', assume, caller)).code, 'AccessDenied')
  assert.equal((await refused('GetAccessKeyInfo', { AccessKeyId: 'x' }, caller)).code, 'InvalidClientTokenId')
})

test('a session ends at its expiry, and another token or key opens nothing', async () => {
  const { world, answer } = await ask('GetSessionToken', { DurationSeconds: 900 }, { principal: alice })
  const { AccessKeyId: id, SessionToken: token } = (answer as Output).Credentials
  const outcome = (key: string, text: string, at: number) => world.sts.openSession(key, text, at).outcome
  assert.equal(outcome(id, token, now + 899_999), 'open')
  assert.equal(outcome(id, token, now + 900_000), 'expired')
  assert.equal(outcome(id, token, now), 'open')
  assert.equal(outcome('ASIAY34FZKBOKMUTVV7A', token, now), 'mismatched')
  assert.equal(outcome(id, `${token.slice(0, -8)}AAAAAAA=`, now), 'mismatched')
  assert.equal(outcome(id, 'garbage', now), 'malformed')
  assert.equal(outcome(id, '', now), 'malformed')
})

test('a token whose key comes later is opened then', async () => {
  const { world, answer } = await ask('GetSessionToken', {}, { principal: alice })
  const { AccessKeyId: id, SessionToken: token } = (answer as Output).Credentials
  const other = await makeWorld({}, trustOfUser)
  assert.equal(other.sts.openSession(id, token, now).outcome, 'malformed')
  const [ring] = world.needs.store.list('sts/session-ring')
  await other.needs.store.write((txn) => txn.put('sts/session-ring', ring!.value))
  assert.equal(other.sts.openSession(id, token, now).outcome, 'open')
})

test('a session survives the rotation of the ring', async () => {
  const { world, answer } = await ask('GetSessionToken', {}, { principal: alice })
  const { AccessKeyId: id, SessionToken: token } = (answer as Output).Credentials
  await world.sts.ring.rotate()
  assert.equal(world.sts.openSession(id, token, now).outcome, 'open')
})

test('a managed session policy that was deleted grants nothing', async () => {
  const world = await makeWorld({}, trustOfUser)
  const issued = world.sts.issueSession({
    partition: 'aws',
    account,
    principal: { kind: 'role', id: 'AROAEXAMPLEEXAMPLE123', sessionName: 'one' },
    tags: {},
    transitiveTagKeys: [],
    policies: { arns: [`arn:aws:iam::${account}:policy/gone`] },
    chained: false,
    durationSeconds: 900,
    now,
  })
  const session = world.sts.openSession(issued.accessKeyId, issued.sessionToken, now)
  assert.ok(session.outcome === 'open')
  assert.deepEqual(session.sessionPolicies, [])
})

test('a session brings its condition keys, its tags before those of its role', () => {
  const session: Session = {
    partition: 'aws',
    account,
    principal: { kind: 'role', id: 'AROAEXAMPLEEXAMPLE123', sessionName: 'one' },
    sourceIdentity: 'alice',
    tags: { team: 'red' },
    transitiveTagKeys: [],
    webIdentity: {
      provider: `arn:aws:iam::${account}:oidc-provider/issuer.example.com/id/A`,
      attributes: { sub: 's', aud: 'a' },
    },
    chained: false,
    issuedAt: now / 1000,
    expiresAt: now / 1000 + 900,
  }
  assert.deepEqual(Object.fromEntries(contextOfSession(session, { Team: 'blue', Stage: 'dev' }, now)), {
    'aws:principaltag/team': ['red'],
    'aws:principaltag/stage': ['dev'],
    'aws:tokenissuetime': ['2026-11-21T12:00:00Z'],
    'aws:multifactorauthpresent': ['false'],
    'aws:sourceidentity': ['alice'],
    'aws:federatedprovider': [`arn:aws:iam::${account}:oidc-provider/issuer.example.com/id/A`],
    'issuer.example.com/id/a:sub': ['s'],
    'issuer.example.com/id/a:aud': ['a'],
  })
})

test('a session that an instance got brings the version of the metadata protocol', () => {
  const session: Session = {
    partition: 'aws',
    account,
    principal: { kind: 'role', id: 'AROAEXAMPLEEXAMPLE123', sessionName: 'i-1' },
    tags: {},
    transitiveTagKeys: [],
    chained: false,
    issuedAt: now / 1000,
    expiresAt: now / 1000 + 900,
  }
  const keyOf = (delivery: Session['delivery']) =>
    contextOfSession({ ...session, ...(delivery && { delivery }) }, {}, now).get('ec2:roledelivery')
  assert.deepEqual(keyOf('ec2-1.0'), ['1.0'])
  assert.deepEqual(keyOf('ec2-2.0'), ['2.0'])
  assert.equal(keyOf('eks-pod-identity'), undefined)
  assert.equal(keyOf(undefined), undefined)
})

test('a session that was shown two factors tells since when', () => {
  const principal = { kind: 'user', id: 'AIDAEXAMPLEEXAMPLE123' } as const
  const times = { issuedAt: now / 1000, expiresAt: now / 1000 + 900, mfaAuthenticatedAt: now / 1000 - 60 }
  const session = { partition: 'aws', account, principal, tags: {}, transitiveTagKeys: [], chained: false }
  const keys = contextOfSession({ ...session, ...times }, {}, now + 5999)
  assert.deepEqual(keys.get('aws:multifactorauthpresent'), ['true'])
  assert.deepEqual(keys.get('aws:multifactorauthage'), ['65'])
})

test('no two sessions have an access key id, a secret or a nonce in common', async () => {
  const world = await makeWorld({}, trustOfUser)
  const issued = Array.from({ length: 500 }, () =>
    world.sts.issueSession({
      partition: 'aws',
      account,
      principal: { kind: 'root' },
      tags: {},
      transitiveTagKeys: [],
      chained: false,
      durationSeconds: 900,
      now,
    }),
  )
  const nonceOf = (token: string) => Buffer.from(token, 'base64').toString('hex', 5, 17)
  for (const part of [
    issued.map((each) => each.accessKeyId),
    issued.map((each) => each.secretAccessKey),
    issued.map((each) => nonceOf(each.sessionToken)),
  ])
    assert.equal(new Set(part).size, issued.length)
})
