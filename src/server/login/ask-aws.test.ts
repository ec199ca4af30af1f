import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import type { CallerIdentity } from '../../kubernetes/authenticator/index.ts'
import { createEc2Asker } from './ask-ec2.ts'
import { openEksAsker } from './ask-eks.ts'
import { openAwsAgents } from './http-agent.ts'

interface Seen {
  readonly line: string
  readonly authorization: string
  readonly body: string
}

type Answer = (seen: Seen) => { readonly status: number; readonly body: string }

async function listen(t: TestContext, answer: Answer): Promise<{ endpoint: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url, headers } = request
    const each = {
      line: `${method} ${decodeURIComponent(url ?? '')}`,
      authorization: headers.authorization ?? '',
      body: await text(request),
    }
    seen.push(each)
    const { status, body } = answer(each)
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const callerOf = (canonicalArn: string): CallerIdentity => ({
  arn: canonicalArn,
  canonicalArn,
  accountId: '111122223333',
  principalId: 'X',
  userId: 'X',
  sessionName: '',
  accessKeyId: 'AKIA',
})

const devs = 'arn:aws:iam::111122223333:role/team/devs'

/** EKS with one entry, for a role with a path. */
function eks(mode: string): Answer {
  return ({ line }) => {
    const [path] = line.split(' ')[1]!.split('?')
    const answers: Readonly<Record<string, object>> = {
      '/clusters/demo': { cluster: { name: 'demo', accessConfig: { authenticationMode: mode } } },
      '/clusters/demo/access-entries': { accessEntries: [devs] },
      [`/clusters/demo/access-entries/${devs}`]: {
        accessEntry: { principalArn: devs, username: 'devs:{{SessionName}}', kubernetesGroups: ['devs'] },
      },
      [`/clusters/demo/access-entries/${devs}/access-policies`]: {
        associatedAccessPolicies: [
          { policyArn: 'view', accessScope: { type: 'namespace', namespaces: ['dev-*'] } },
        ],
      },
    }
    const found = answers[path!]
    return found === undefined ? { status: 404, body: '{}' } : { status: 200, body: JSON.stringify(found) }
  }
}

async function openEks(t: TestContext, answer: Answer) {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = 'test'
  const { endpoint, seen } = await listen(t, answer)
  const clock = { now: 0 }
  const asker = await openEksAsker({
    clusterName: 'demo',
    region: 'eu-west-1',
    endpoint,
    now: () => clock.now,
    rememberFor: 60_000,
  })
  t.after(() => asker.close())
  return { asker, seen, clock }
}

test('an access entry is found by the name of its role, whatever its path, and is remembered for a minute', async (t) => {
  const { asker, seen, clock } = await openEks(t, eks('API'))
  const role = callerOf('arn:aws:iam::111122223333:role/devs')
  assert.deepEqual(await asker.ask(role), {
    authenticationMode: 'API',
    identity: {
      username: 'devs:{{SessionName}}',
      groups: ['devs'],
      policies: [{ policyArn: 'view', accessScope: { type: 'namespace', namespaces: ['dev-*'] } }],
    },
  })
  assert.equal(asker.mode(), 'API')
  assert.equal(seen.length, 4)
  await asker.ask(role)
  assert.equal(seen.length, 4)
  clock.now = 60_000
  await asker.ask(role)
  assert.equal(seen.length, 8)
})

for (const arn of [
  'arn:aws:iam::111122223333:user/devs',
  'arn:aws:iam::999999999999:role/devs',
  'arn:aws-cn:iam::111122223333:role/devs',
  'arn:aws:iam::111122223333:role/dev',
  'arn:aws:iam::111122223333:root',
])
  test(`${arn} is somebody else`, async (t) => {
    const { asker } = await openEks(t, eks('API_AND_CONFIG_MAP'))
    assert.deepEqual(await asker.ask(callerOf(arn)), { authenticationMode: 'API_AND_CONFIG_MAP' })
  })

test('a cluster that has no access entries is not asked for any', async (t) => {
  const { asker, seen } = await openEks(t, eks('CONFIG_MAP'))
  assert.deepEqual(await asker.ask(callerOf(devs)), { authenticationMode: 'CONFIG_MAP' })
  assert.equal(seen.length, 1)
})

test('while EKS is away what it said serves on for ten minutes', async (t) => {
  let isAway = false
  const answer = eks('API')
  const { asker, clock } = await openEks(t, (seen) =>
    isAway ? { status: 400, body: '{"message":"away"}' } : answer(seen),
  )
  const stranger = callerOf('arn:aws:iam::111122223333:user/a')
  await asker.ask(stranger)
  isAway = true
  clock.now = 599_999
  assert.deepEqual(await asker.ask(stranger), { authenticationMode: 'API' })
  clock.now = 600_000
  await assert.rejects(asker.ask(stranger), /^Error: EKS could not be asked: /)
})

const instance = (name: string): string =>
  `<DescribeInstancesResponse><reservationSet><item><instancesSet><item><privateDnsName>${name}</privateDnsName></item></instancesSet></item></reservationSet></DescribeInstancesResponse>`

async function openEc2(t: TestContext, answer: Answer) {
  const { endpoint, seen } = await listen(t, answer)
  const agents = openAwsAgents()
  t.after(() => agents.close())
  const ask = createEc2Asker({
    region: 'eu-west-1',
    endpoint,
    credentials: async () => ({ accessKeyId: 'AKIANODE', secretAccessKey: 'secret' }),
    now: () => Date.parse('2026-11-21T12:00:00Z'),
    agents,
  })
  return { ask, seen }
}

test('the private DNS name of an instance is asked for once', async (t) => {
  const { ask, seen } = await openEc2(t, () => ({
    status: 200,
    body: instance('ip-10-0-0-1.eu-west-1.compute.internal'),
  }))
  const id = 'i-0123456789abcdef0'
  const names = await Promise.all([ask(id), ask(id)])
  assert.deepEqual(
    [...names, await ask(id)],
    Array.from({ length: 3 }, () => 'ip-10-0-0-1.eu-west-1.compute.internal'),
  )
  const [{ line, body, authorization }] = seen as [Seen]
  assert.equal(seen.length, 1)
  assert.equal(line, 'POST /')
  assert.equal(body, `Action=DescribeInstances&Version=2016-11-15&InstanceId.1=${id}`)
  assert.match(authorization, /Credential=AKIANODE\/20261121\/eu-west-1\/ec2\/aws4_request/)
})

for (const [status, body, message] of [
  [
    200,
    '<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>',
    'EC2 tells no private DNS name of i-1',
  ],
  [200, instance(''), 'EC2 tells no private DNS name of i-1'],
  [
    400,
    '<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code></Error></Errors></Response>',
    'EC2 answered 400 InvalidInstanceID.NotFound',
  ],
  [503, 'busy', 'EC2 answered 503'],
] as const)
  test(`where ${message}, nothing is remembered`, async (t) => {
    const { ask, seen } = await openEc2(t, () => ({ status, body }))
    for (const expected of [1, 2]) {
      await assert.rejects(ask('i-1'), { message })
      assert.equal(seen.length, expected)
    }
  })
