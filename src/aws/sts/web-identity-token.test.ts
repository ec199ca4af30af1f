import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import type { HttpRequest } from '../../kit/index.ts'
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
  root,
  trustOfUser,
  userArn,
  type World,
} from './fixture.test-support.ts'

const url = 'https://6e1f7f0a-0000-4000-8000-000000000001.tokens.sts.global.api.aws'
const operation = 'GetWebIdentityToken'
const plainInput = { Audience: ['https://a.example'], SigningAlgorithm: 'RS256' }

interface Case {
  readonly name: string
  /** Whether federation is enabled; null for an account that never had it. */
  readonly outbound?: boolean | null
  readonly caller?: 'role' | "user's session"
  readonly sessionSeconds?: number
  readonly policy?: object
  readonly input?: object
  /** Absent where the token is given. */
  readonly refusal?: string
}

const cases = JSON.parse(
  readFileSync(new URL('cases/web-identity-token.json', import.meta.url), 'utf8'),
) as readonly Case[]

const policyOf = (statement: object = {}): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*', ...statement }],
})

const callerOf = ({ caller, sessionSeconds = 3600, policy }: Case): CallerPatch => ({
  principal: caller === 'role' ? chainedSession : alice,
  policy: policyOf(policy),
  ...(caller && { session: { expiresAt: now / 1000 + sessionSeconds } }),
})

for (const each of cases)
  test(`GetWebIdentityToken ${each.refusal === undefined ? 'takes' : 'refuses'} ${each.name}`, async () => {
    const world = await worldWith(each.outbound === undefined ? true : each.outbound)
    const call = makeCall(operation, callerOf(each))
    const answer = await invoke(world, { ...plainInput, ...each.input }, call).catch((e: unknown) => e)
    assert.equal(answer instanceof AwsError ? describe(answer) : undefined, each.refusal)
  })

const describe = (error: AwsError): string => `${error.status} ${error.code}: ${error.text}`

const worldWith = (enabled: boolean | null): Promise<World> =>
  makeWorld(enabled === null ? {} : { outbound: { url, enabled } }, trustOfUser)

async function tokenOf(world: World, input: object, caller: CallerPatch): Promise<string> {
  const answer = await invoke(world, { ...plainInput, ...input }, makeCall(operation, caller))
  return (answer as { readonly WebIdentityToken: string }).WebIdentityToken
}

const request = (path: string, method = 'GET', host = new URL(url).host): HttpRequest => ({
  method,
  target: path,
  headers: { host: [host] },
  body: { async *[Symbol.asyncIterator]() {} },
  peer: { address: '127.0.0.1' },
  signal: new AbortController().signal,
})

async function documentAt(world: World, path: string): Promise<Record<string, unknown>> {
  const { status, body } = await world.sts.outboundDocuments(request(path))
  assert.equal(status, 200)
  return JSON.parse(body as string) as Record<string, unknown>
}

async function claimsOf(world: World, token: string, audience = 'https://a.example') {
  const jwks = (await documentAt(world, '/.well-known/jwks.json')) as unknown as JSONWebKeySet
  const options = { issuer: url, audience, currentDate: new Date(now) }
  return (await jwtVerify(token, createLocalJWKSet(jwks), options)).payload
}

for (const [algorithm, kid] of [
  ['RS256', 'RSA_0'],
  ['ES384', 'EC384_0'],
] as const)
  test(`a token signed by ${algorithm} verifies by the published key ${kid}`, async () => {
    const world = await worldWith(true)
    const token = await tokenOf(
      world,
      { SigningAlgorithm: algorithm },
      { principal: alice, policy: policyOf() },
    )
    assert.deepEqual(decodeProtectedHeader(token), { alg: algorithm, kid })
    const { jti, ...claims } = await claimsOf(world, token)
    assert.match(jti ?? '', /^[0-9a-f-]{36}$/)
    assert.deepEqual(claims, {
      aud: 'https://a.example',
      sub: userArn,
      iss: url,
      iat: now / 1000,
      exp: now / 1000 + 300,
      'https://sts.amazonaws.com/': {
        aws_account: account,
        source_region: 'us-east-1',
        principal_id: userArn,
        principal_tags: { Team: 'payments' },
      },
    })
  })

test('the end of a token is told with it', async () => {
  const world = await worldWith(true)
  const answer = await invoke(world, plainInput, makeCall(operation, { principal: root }))
  assert.deepEqual((answer as { readonly Expiration: Date }).Expiration, new Date(now + 300_000))
})

test('a role session is told by its role, its end, its tags and what it came from', async () => {
  const world = await makeWorld(
    { outbound: { url, enabled: true }, role: { tags: { team: 'a', env: 'prod' } } },
    trustOfUser,
  )
  const principal = { ...chainedSession, roleArn: `arn:aws:iam::${account}:role/team/app` }
  const session = {
    tags: { Team: 'b' },
    sourceIdentity: 'alice',
    ec2RoleDelivery: '2.0',
    webIdentity: { federatedProvider: 'arn:aws:iam::1:oidc-provider/x', attributes: {} },
  } as const
  const input = {
    Audience: ['https://a.example', 'https://b.example'],
    DurationSeconds: 3600,
    Tags: [{ Key: 'Job', Value: '7' }],
  }
  const token = await tokenOf(world, input, { principal, session, policy: policyOf() })
  const claims = await claimsOf(world, token, 'https://b.example')
  assert.deepEqual(claims.aud, ['https://a.example', 'https://b.example'])
  assert.equal(claims.sub, principal.roleArn)
  assert.deepEqual(claims['https://sts.amazonaws.com/'], {
    aws_account: account,
    original_session_exp: '2026-11-21T13:00:00Z',
    federated_provider: 'arn:aws:iam::1:oidc-provider/x',
    ec2_role_delivery: '2.0',
    source_identity: 'alice',
    source_region: 'us-east-1',
    principal_id: principal.roleArn,
    principal_tags: { env: 'prod', Team: 'b' },
    request_tags: { Job: '7' },
  })
})

test('an account of an organization is told with where it stands there', async () => {
  const outbound = { url, enabled: true }
  const path = 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/'
  const organization = { organizationId: 'o-a1b2c3d4e5', path }
  const world = await makeWorld({ outbound, organization }, trustOfUser)
  const claims = await claimsOf(world, await tokenOf(world, {}, { principal: root }))
  const { org_id, ou_path } = claims['https://sts.amazonaws.com/'] as Record<string, unknown>
  assert.deepEqual([org_id, ou_path], ['o-a1b2c3d4e5', [path]])
})

test('claims of 16,384 bytes fit a token, and none of one more', async () => {
  const world = await worldWith(true)
  const caller = { principal: alice, policy: policyOf() }
  const audience = (length: number) => ({ Audience: ['a'.repeat(length)] })
  const [, payload] = (await tokenOf(world, audience(1), caller)).split('.')
  const fits = 16_384 - Buffer.from(payload!, 'base64url').length + 1
  await tokenOf(world, audience(fits), caller)
  await assert.rejects(tokenOf(world, audience(fits + 1), caller), {
    code: 'JWTPayloadSizeExceededException',
  })
})

test('claims that are too large for a token are refused', async () => {
  const world = await worldWith(true)
  const Tags = Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: 'v'.repeat(256) }))
  const Audience = Array.from({ length: 10 }, (_, i) => `${i}`.repeat(1000))
  const refused = tokenOf(world, { Tags, Audience }, { principal: alice, policy: policyOf() })
  await assert.rejects(refused, {
    code: 'JWTPayloadSizeExceededException',
    status: 400,
    text: 'The requested token payload size exceeds the maximum allowed size.',
  })
})

test('the documents are those of AWS, at the host of the issuer alone', async () => {
  const world = await worldWith(true)
  assert.deepEqual(await documentAt(world, '/.well-known/openid-configuration'), {
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'jti', 'https://sts.amazonaws.com/'],
    id_token_signing_alg_values_supported: ['RS256', 'ES384'],
    issuer: url,
    jwks_uri: `${url}/.well-known/jwks.json`,
    subject_types_supported: ['public'],
  })
  const { keys } = (await documentAt(world, '/.well-known/jwks.json')) as {
    keys: readonly Record<string, string>[]
  }
  assert.deepEqual(keys.map(Object.keys), [
    ['e', 'kid', 'kty', 'n', 'use'],
    ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
  ])
  const { outboundDocuments } = world.sts
  const other = request('/.well-known/jwks.json', 'GET', 'other.tokens.sts.global.api.aws')
  const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  const missing = { status: 404, headers: plain, body: 'not found\n' }
  assert.deepEqual(await outboundDocuments(other), missing)
  assert.deepEqual(await outboundDocuments(request('/')), missing)
  assert.deepEqual(await outboundDocuments(request('/.well-known/jwks.json', 'POST')), {
    status: 405,
    headers: { ...plain, allow: 'GET, HEAD' },
    body: 'method not allowed\n',
  })
  const path = '/.well-known/openid-configuration'
  const { status, headers, body } = await outboundDocuments(request(path))
  assert.deepEqual(headers, {
    'content-type': 'application/json',
    'cache-control': 'public, max-age=3600',
    'content-length': String((body as string).length),
  })
  assert.deepEqual(await outboundDocuments(request(path, 'HEAD')), { status, headers })
  const named = request(path, 'GET', `${new URL(url).host.toUpperCase()}:443`)
  assert.deepEqual(await outboundDocuments(named), { status, headers, body })
})

test('the keys stay, two who ask at once get the same, and the store holds no private one', async () => {
  const world = await worldWith(true)
  const path = '/.well-known/jwks.json'
  const [one, two] = await Promise.all([documentAt(world, path), documentAt(world, path)])
  assert.deepEqual(one, two)
  await claimsOf(world, await tokenOf(world, {}, { principal: root }))
  assert.deepEqual(await documentAt(world, path), one)
  const stored = world.needs.store.list('sts/outbound-keys/')
  assert.deepEqual(
    stored.map(({ key }) => key),
    [`sts/outbound-keys/${account}`],
  )
  const kept = JSON.stringify(stored)
  assert.doesNotMatch(kept, /"d":|PRIVATE KEY/)
})
