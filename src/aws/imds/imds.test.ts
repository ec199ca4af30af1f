import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { test } from 'node:test'
import {
  createImds,
  type DeliveredCredentials,
  type Imds,
  type ImdsNeeds,
  type ImdsQuestion,
} from './index.ts'

const start = Date.parse('2026-11-21T12:00:00Z')
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const identityKey = privateKey.export({ type: 'pkcs8', format: 'pem' })

interface Setting {
  readonly prepare: () => Promise<void>
  readonly ask: (
    method: string,
    target: string,
    headers?: Record<string, string>,
    hops?: number,
  ) => Promise<readonly [number | undefined, string]>
  readonly asked: string[]
  now: number
}

function setUp(patch: Partial<ImdsNeeds> = {}): Setting {
  const asked: string[] = []
  const setting = { asked, now: start }
  const imds: Imds = createImds({
    facts: {
      accountId: '111122223333',
      partition: 'aws',
      region: 'eu-west-1',
      availabilityZone: 'eu-west-1a',
      instanceId: 'i-0123456789abcdef0',
      instanceType: 'm5.large',
      imageId: 'ami-0',
      architecture: 'x86_64',
      localIp: '10.0.0.7',
      mac: '06:00:00:00:00:01',
      launchedAt: start,
      domain: 'amazonaws.com',
      role: {
        name: 'node',
        profileArn: 'arn:aws:iam::111122223333:instance-profile/node',
        profileId: 'AIPAX',
      },
    },
    now: () => setting.now,
    random: (size) => randomBytes(size),
    identityKey,
    tokens: 'optional',
    hopLimit: 2,
    credentials: (version) => {
      asked.push(version)
      return Promise.resolve<DeliveredCredentials>({
        ok: true,
        credentials: {
          accessKeyId: `ASIA${asked.length}`,
          secretAccessKey: 's',
          sessionToken: 't',
          expiresAt: setting.now + 21_600_000,
        },
      })
    },
    ...patch,
  })
  const ask: Setting['ask'] = async (method, target, headers = {}, hops = 2) => {
    const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
    const answer = await imds.answer({ method, target, headers: lists, hops } satisfies ImdsQuestion)
    return [answer?.status, answer?.body ?? '']
  }
  return Object.assign(setting, { ask, prepare: () => imds.prepare() })
}

const ttl = (seconds: string): Record<string, string> => ({ 'x-aws-ec2-metadata-token-ttl-seconds': seconds })
const bearing = (token: string): Record<string, string> => ({ 'x-aws-ec2-metadata-token': token })
const base = '/latest/meta-data'

test('directories list what lies in them, with and without the slash', async () => {
  const { ask } = setUp()
  for (const [target, body] of [
    ['/latest/', 'dynamic/\nmeta-data/'],
    [`${base}/iam/`, 'info\nsecurity-credentials/'],
    [`${base}/iam/security-credentials`, 'node'],
    [`${base}/iam/security-credentials/`, 'node'],
    [`${base}/placement/`, 'availability-zone\nregion'],
    [`${base}/placement/region`, 'eu-west-1'],
    [`${base}/instance-id`, 'i-0123456789abcdef0'],
    [`${base}/hostname`, 'ip-10-0-0-7.eu-west-1.compute.internal'],
    [`${base}/services/domain`, 'amazonaws.com'],
    ['/2021-03-23/meta-data/mac', '06:00:00:00:00:01'],
    [`${base}//mac`, '06:00:00:00:00:01'],
  ] as const)
    assert.deepEqual(await ask('GET', target), [200, body], target)
})

test('what is not there is 404, whatever it is called', async () => {
  const { ask } = setUp()
  for (const target of [
    `${base}/nope`,
    `${base}/mac/`,
    `${base}/mac/x`,
    `${base}/iam/security-credentials/other`,
    `${base}/__proto__`,
    `${base}/constructor`,
    '/nope/meta-data/',
    '/latest/user-data',
  ])
    assert.equal((await ask('GET', target))[0], 404, target)
  const roleless = setUp({ facts: { ...factsWithout() } })
  assert.equal((await roleless.ask('GET', `${base}/iam/info`))[0], 404)
})

function factsWithout(): ImdsNeeds['facts'] {
  return {
    accountId: '1',
    partition: 'aws',
    region: 'eu-west-1',
    availabilityZone: 'a',
    instanceId: 'i-0',
    instanceType: 't',
    imageId: 'a',
    architecture: 'x',
    localIp: '10.0.0.1',
    mac: 'm',
    launchedAt: start,
    domain: 'd',
  }
}

test('a token lives as long as was asked, within AWS’s bounds', async () => {
  const setting = setUp({ tokens: 'required' })
  const { ask } = setting
  for (const bad of ['0', '21601', '-1', 'x', '', '1.5', '9999999'])
    assert.equal((await ask('PUT', '/latest/api/token', ttl(bad)))[0], 400, bad)
  assert.equal((await ask('PUT', '/latest/api/token'))[0], 400)
  assert.equal(
    (await ask('PUT', '/latest/api/token', { ...ttl('60'), 'x-forwarded-for': '1.2.3.4' }))[0],
    403,
  )
  const [status, token] = await ask('PUT', '/latest/api/token', ttl('60'))
  assert.equal(status, 200)
  assert.match(token, /^[\w-]{54}==$/)
  assert.equal((await ask('GET', `${base}/mac`, bearing(token)))[0], 200)
  setting.now += 60_000
  assert.equal((await ask('GET', `${base}/mac`, bearing(token)))[0], 401)
})

test('with tokens required nothing is told without one; with a wrong one never', async () => {
  const required = setUp({ tokens: 'required' })
  assert.equal((await required.ask('GET', `${base}/mac`))[0], 401)
  const foreign = (await setUp().ask('PUT', '/latest/api/token', ttl('60')))[1]
  for (const { ask } of [required, setUp()])
    for (const wrong of ['', 'x', foreign, foreign.slice(1)])
      assert.equal((await ask('GET', `${base}/mac`, bearing(wrong)))[0], 401)
})

test('other methods are refused', async () => {
  const { ask } = setUp()
  for (const method of ['POST', 'DELETE', 'PATCH', 'OPTIONS'])
    assert.equal((await ask(method, `${base}/`))[0], 405)
  assert.equal((await ask('PUT', `${base}/`))[0], 405)
  assert.equal((await ask('GET', '/latest/api/token'))[0], 405)
})

test('no token reaches whoever is further away than the hop limit', async () => {
  const { ask } = setUp({ hopLimit: 1 })
  assert.deepEqual(await ask('PUT', '/latest/api/token', ttl('60'), 2), [undefined, ''])
  assert.equal((await ask('PUT', '/latest/api/token', ttl('60'), 1))[0], 200)
  // The limit holds for the answer with the token alone.
  assert.equal((await ask('GET', `${base}/mac`, {}, 2))[0], 200)
})

test('credentials may lie ready before anybody asks', async () => {
  const { ask, asked, prepare } = setUp()
  await prepare()
  assert.deepEqual(asked, ['2.0'])
  const [, token] = await ask('PUT', '/latest/api/token', ttl('21600'))
  assert.match((await ask('GET', `${base}/iam/security-credentials/node`, bearing(token)))[1], /ASIA1/)
  assert.deepEqual(asked, ['2.0'])
})

test('credentials are asked for once for each version of the protocol, and renewed an hour before their end', async () => {
  const setting = setUp()
  const { ask, asked } = setting
  const path = `${base}/iam/security-credentials/node`
  const [, body] = await ask('GET', path)
  assert.match(
    body,
    /^\{\n {2}"Code" : "Success",\n {2}"LastUpdated" : "2026-11-21T12:00:00Z",\n {2}"Type" : "AWS-HMAC",/,
  )
  assert.deepEqual(JSON.parse(body), {
    Code: 'Success',
    LastUpdated: '2026-11-21T12:00:00Z',
    Type: 'AWS-HMAC',
    AccessKeyId: 'ASIA1',
    SecretAccessKey: 's',
    Token: 't',
    Expiration: '2026-11-21T18:00:00Z',
  })
  await Promise.all([ask('GET', path), ask('GET', path)])
  const [, token] = await ask('PUT', '/latest/api/token', ttl('21600'))
  await ask('GET', path, bearing(token))
  assert.deepEqual(asked, ['1.0', '2.0'])
  setting.now += 5 * 3_600_000
  assert.match((await ask('GET', path))[1], /ASIA3/)
})

test('a role that does not let EC2 in is told in EC2’s words, and asked for again', async () => {
  let calls = 0
  const setting = setUp({
    credentials: () => {
      calls++
      return Promise.resolve({
        ok: false,
        code: 'AssumeRoleUnauthorizedAccess',
        message: 'EC2 cannot assume the role node.',
      })
    },
  })
  const path = `${base}/iam/security-credentials/node`
  for (const _ of [1, 2])
    assert.deepEqual(JSON.parse((await setting.ask('GET', path))[1]), {
      Code: 'AssumeRoleUnauthorizedAccess',
      Message: 'EC2 cannot assume the role node.',
      LastUpdated: '2026-11-21T12:00:00Z',
    })
  assert.equal(calls, 1)
  setting.now += 5000
  await setting.ask('GET', path)
  assert.equal(calls, 2)
})

test('the identity document is signed by the node’s key', async () => {
  const { ask } = setUp()
  const [, document] = await ask('GET', '/latest/dynamic/instance-identity/document')
  const [, signature] = await ask('GET', '/latest/dynamic/instance-identity/signature')
  assert.equal((JSON.parse(document) as { instanceId: string }).instanceId, 'i-0123456789abcdef0')
  const bytes = Buffer.from(signature, 'base64')
  assert.ok(verify('sha256', Buffer.from(document), createPublicKey(identityKey), bytes))
})
