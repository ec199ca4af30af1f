/** Outbound federation: a service outside of AWS learns by a token, and by what stands at its issuer, who an AWS principal is. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { sendRaw } from './support/raw-request.ts'
import { openStage, play, playCase, type Stage } from './support/stage.ts'

const audience = 'https://service.example.com'

let stage: Stage
before(async () => void (stage = await openStage()))
after(() => stage.close())

/** What a relying party gets from an `https://` URL, over TLS by the installation's own CA. */
async function fetchJson(url: string): Promise<Record<string, unknown>> {
  const { server } = stage.installation
  const { hostname, pathname } = new URL(url)
  const [host, port] = server.runtime.issuer.split(':')
  const ca = readFileSync(join(server.directory, 'ca', 'ca.crt'))
  const headers = { host: hostname }
  const asked = request({ host, port, path: pathname, servername: hostname, headers, ca, agent: false }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return JSON.parse(await text(response)) as Record<string, unknown>
}

/** As OpenID Connect Discovery has it: all that is known before is the issuer. */
async function verify(token: string, issuer: string) {
  const discovery = await fetchJson(`${issuer}/.well-known/openid-configuration`)
  assert.equal(discovery['issuer'], issuer)
  const jwks = await fetchJson(discovery['jwks_uri'] as string)
  const algorithms = discovery['id_token_signing_alg_values_supported'] as string[]
  const keys = createLocalJWKSet(jwks as unknown as JSONWebKeySet)
  return (await jwtVerify(token, keys, { issuer, audience, algorithms })).payload
}

const tokenInput = { Audience: [audience], SigningAlgorithm: 'ES384' }
const tokenOf = async (as: string, input: object = {}): Promise<string> => {
  const answer = await play(stage, {
    as,
    call: 'sts:GetWebIdentityToken',
    input: { ...tokenInput, ...input },
  })
  return answer['WebIdentityToken'] as string
}

test('federation is off until somebody enables it, and the issuer stays the same', async () => {
  const info = 'iam:GetOutboundWebIdentityFederationInfo'
  await playCase(stage, {
    name: 'off',
    call: info,
    refusal: '404 FeatureDisabled: Outbound web identity federation is disabled for this account.',
  })
  await playCase(stage, {
    name: 'no token',
    call: 'sts:GetWebIdentityToken',
    input: tokenInput,
    refusal:
      '403 OutboundWebIdentityFederationDisabledException: Outbound web identity federation is not enabled for this account.',
  })
  const enabled = await play(stage, { call: 'iam:EnableOutboundWebIdentityFederation' })
  const issuer = enabled['IssuerIdentifier'] as string
  assert.match(issuer, /^https:\/\/[0-9a-f-]{36}\.tokens\.sts\.global\.api\.aws$/)
  stage.facts['outbound'] = issuer
  await playCase(stage, {
    name: 'twice',
    call: 'iam:EnableOutboundWebIdentityFederation',
    refusal: '409 FeatureEnabled: Outbound web identity federation is already enabled for this account.',
  })
  await playCase(stage, {
    name: 'on',
    call: info,
    answer: { IssuerIdentifier: issuer, JwtVendingEnabled: true },
  })
  await play(stage, { call: 'iam:DisableOutboundWebIdentityFederation' })
  await playCase(stage, {
    name: 'off twice',
    call: 'iam:DisableOutboundWebIdentityFederation',
    refusal: '404 FeatureDisabled: Outbound web identity federation is disabled for this account.',
  })
  const again = await play(stage, { call: 'iam:EnableOutboundWebIdentityFederation' })
  assert.equal(again['IssuerIdentifier'], issuer)
})

test('a relying party verifies a session of a role by discovery, and no token that was changed', async () => {
  const { account, outbound: issuer } = stage.facts
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      },
    ],
  }
  const role = { RoleName: 'job', Path: '/batch/', AssumeRolePolicyDocument: trust }
  await play(stage, { call: 'iam:CreateRole', input: { ...role, Tags: [{ Key: 'env', Value: 'prod' }] } })
  const allow = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['sts:GetWebIdentityToken', 'sts:TagGetWebIdentityToken'],
        Resource: '*',
        Condition: {
          'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': audience },
          Null: { 'sts:IdentityTokenAudience': 'false' },
        },
      },
    ],
  }
  await play(stage, {
    call: 'iam:PutRolePolicy',
    input: { RoleName: 'job', PolicyName: 'token', PolicyDocument: allow },
  })
  const RoleArn = `arn:aws:iam::${account}:role/batch/job`
  await play(stage, {
    call: 'sts:AssumeRole',
    input: { RoleArn, RoleSessionName: 'run', SourceIdentity: 'alice', Tags: [{ Key: 'team', Value: 'a' }] },
    keep: 'job',
  })
  const token = await tokenOf('job', { Tags: [{ Key: 'run', Value: '7' }] })
  const claims = await verify(token, issuer!)
  assert.equal(claims.sub, RoleArn)
  const { original_session_exp, ...said } = claims['https://sts.amazonaws.com/'] as Record<string, unknown>
  assert.match(original_session_exp as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.deepEqual(said, {
    aws_account: account,
    source_region: 'us-east-1',
    source_identity: 'alice',
    principal_id: RoleArn,
    principal_tags: { env: 'prod', team: 'a' },
    request_tags: { run: '7' },
  })
  const [header, payload, signature] = token.split('.')
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'arn:aws:iam::1:root' })).toString('base64url')
  assert.notEqual(forged, payload)
  await assert.rejects(verify([header, forged, signature].join('.'), issuer!), {
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  })
  await playCase(stage, {
    name: 'another audience',
    as: 'job',
    call: 'sts:GetWebIdentityToken',
    input: { ...tokenInput, Audience: [audience, 'https://elsewhere.example.com'] },
    refusal: `403 AccessDenied: User: arn:aws:sts::${account}:assumed-role/job/run is not authorized to perform: sts:GetWebIdentityToken on resource: arn:aws:sts::${account}:self because no identity-based policy allows the sts:GetWebIdentityToken action`,
  })
})

test('its documents stay when federation is disabled', async () => {
  const issuer = stage.facts['outbound']!
  const token = await tokenOf('admin')
  await play(stage, { call: 'iam:DisableOutboundWebIdentityFederation' })
  assert.equal((await verify(token, issuer)).iss, issuer)
  await play(stage, { call: 'iam:EnableOutboundWebIdentityFederation' })
})

test('at the endpoint the documents stand under the name of the host', async () => {
  const { endpoint } = stage.installation
  const asked = (host: string) =>
    sendRaw(endpoint, {
      method: 'GET',
      path: '/.well-known/jwks.json',
      query: '',
      headers: { host },
      body: '',
    })
  const found = await asked(new URL(stage.facts['outbound']!).hostname)
  assert.equal(found.status, 200)
  assert.deepEqual(
    JSON.parse(found.body),
    await fetchJson(`${stage.facts['outbound']}/.well-known/jwks.json`),
  )
  assert.equal((await asked('nobody.tokens.sts.global.api.aws')).status, 404)
})

test('such a token opens no role here', async () => {
  const { account, outbound } = stage.facts
  await play(stage, {
    call: 'iam:CreateOpenIDConnectProvider',
    input: { Url: outbound, ClientIDList: [audience], ThumbprintList: ['a'.repeat(40)] },
  })
  await playCase(stage, {
    name: 'exchange',
    call: 'sts:AssumeRoleWithWebIdentity',
    input: {
      RoleArn: `arn:aws:iam::${account}:role/batch/job`,
      RoleSessionName: 'run',
      WebIdentityToken: await tokenOf('admin'),
    },
    refusal: '400 InvalidIdentityToken: The web identity token provided could not be validated',
  })
})

test('the trail tells who asked for which audience, and no token', async () => {
  const token = await tokenOf('job')
  const { Events } = await play(stage, {
    call: 'cloudtrail:LookupEvents',
    input: { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'GetWebIdentityToken' }] },
  })
  const events = (Events as readonly { readonly CloudTrailEvent: string }[]).map(
    (event) => event.CloudTrailEvent,
  )
  assert.deepEqual((JSON.parse(events[0]!) as { requestParameters: unknown }).requestParameters, {
    audience: [audience],
    signingAlgorithm: 'ES384',
  })
  const parts = token.split('.').slice(1)
  for (const event of events) for (const part of parts) assert.ok(!event.includes(part))
})
