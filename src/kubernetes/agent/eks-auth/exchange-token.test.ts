import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { noon, podToken } from '../agent.test-support.ts'
import { createExchange } from './exchange-token.ts'

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const good = {
  subject: { namespace: 'demo', serviceAccount: 'web' },
  audience: 'pods.eks.amazonaws.com',
  podIdentityAssociation: {
    associationArn: 'arn:aws:eks:eu-west-1:111122223333:podidentityassociation/demo/a-1',
    associationId: 'a-1',
  },
  assumedRoleUser: {
    arn: 'arn:aws:sts::111122223333:assumed-role/app/eks-demo-app-1',
    assumeRoleId: 'AROA:eks-demo-app-1',
  },
  credentials: {
    accessKeyId: 'ASIA',
    secretAccessKey: 'secret',
    sessionToken: 'session',
    expiration: noon / 1000 + 3600,
  },
}

const refusal = (status: number, type: string, message: string): Answer => ({
  status,
  body: { message },
  headers: { 'x-amzn-errortype': type, 'x-amzn-requestid': 'r-1' },
})

/** An EKS Auth that answers as it is told, the last answer again and again. */
async function stage(t: TestContext, ...answers: readonly Answer[]) {
  const seen: { request: IncomingMessage; body: string }[] = []
  const answerWith = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request)
    const answer = answers[Math.min(seen.length, answers.length - 1)]!
    seen.push({ request, body })
    response.writeHead(answer.status, answer.headers)
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
  }
  const server = createServer((request, response) => void answerWith(request, response)).listen(
    0,
    '127.0.0.1',
  )
  t.after(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const waits: number[] = []
  const exchange = createExchange({
    endpoint: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    region: 'eu-west-1',
    clusterName: 'demo',
    credentials: async () => ({
      accessKeyId: 'AKIANODE',
      secretAccessKey: 'of-the-node',
      sessionToken: 'node',
    }),
    clock: () => noon,
    chance: () => 1,
    wait: async (milliseconds) => void waits.push(milliseconds),
  })
  return { exchange, seen, waits }
}

test("a token is exchanged by a call that the node's credentials sign", async (t) => {
  const { exchange, seen } = await stage(t, { status: 200, body: good })
  assert.deepEqual(await exchange(podToken('1')), {
    ok: true,
    credentials: {
      accessKeyId: 'ASIA',
      secretAccessKey: 'secret',
      sessionToken: 'session',
      accountId: '111122223333',
      expiresAt: noon + 3_600_000,
      associationId: 'a-1',
    },
  })
  const [{ request, body }] = seen as [{ request: IncomingMessage; body: string }]
  assert.equal(request.method, 'POST')
  assert.equal(request.url, '/clusters/demo/assume-role-for-pod-identity')
  assert.deepEqual(JSON.parse(body), { token: podToken('1') })
  assert.match(
    request.headers.authorization ?? '',
    /^AWS4-HMAC-SHA256 Credential=AKIANODE\/20261121\/eu-west-1\/eks-auth\/aws4_request, /,
  )
  assert.equal(request.headers['x-amz-security-token'], 'node')
})

for (const [status, type, code] of [
  [400, 'ExpiredTokenException', 'ExpiredTokenException'],
  [400, 'InvalidTokenException:http://internal/', 'InvalidTokenException'],
  [404, 'com.amazonaws#ResourceNotFoundException', 'ResourceNotFoundException'],
  [403, 'AccessDeniedException', 'AccessDeniedException'],
] as const)
  test(`${type} is said once`, async (t) => {
    const { exchange, seen } = await stage(t, refusal(status, type, 'no'))
    assert.deepEqual(await exchange('t'), {
      ok: false,
      failure: { status, code, message: 'no', requestId: 'r-1' },
    })
    assert.equal(seen.length, 1)
  })

for (const answer of [
  refusal(429, 'ThrottlingException', 'slow'),
  refusal(503, 'ServiceUnavailableException', 'away'),
  { status: 502, body: '<html>' },
])
  test(`a ${answer.status} is tried again, three times in all`, async (t) => {
    const passing = await stage(t, answer, { status: 200, body: good })
    assert.equal((await passing.exchange('t')).ok, true)
    assert.deepEqual([passing.seen.length, passing.waits], [2, [400]])
    const lasting = await stage(t, answer)
    const refused = await lasting.exchange('t')
    assert.deepEqual(
      [refused.ok ? 200 : refused.failure.status, lasting.seen.length, lasting.waits],
      [answer.status, 3, [400, 800]],
    )
  })

for (const [what, body] of [
  ['no JSON', 'junk'],
  ['no credentials', { ...good, credentials: undefined }],
  ['half of the credentials', { ...good, credentials: { ...good.credentials, secretAccessKey: 5 } }],
  ['no role', { ...good, assumedRoleUser: {} }],
  ['an ARN that is none', { ...good, assumedRoleUser: { arn: 'app' } }],
] as const)
  test(`an answer with ${what} is no answer`, async (t) => {
    const { exchange } = await stage(t, { status: 200, body })
    const refused = await exchange('t')
    assert.ok(!refused.ok)
    assert.equal(refused.failure.status, 0)
    assert.ok(!refused.failure.message.includes('secret'))
  })

test('credentials of the node that cannot be had are told of without a secret', async () => {
  const exchange = createExchange({
    endpoint: new URL('http://127.0.0.1:1'),
    region: 'eu-west-1',
    clusterName: 'demo',
    credentials: async () => {
      throw new Error('could not load credentials from any providers')
    },
    clock: () => noon,
    chance: () => 0,
    wait: async () => undefined,
  })
  const refused = await exchange('token-of-the-pod')
  assert.ok(!refused.ok)
  assert.equal(
    refused.failure.message,
    'unable to fetch credentials from EKS Auth: could not load credentials from any providers',
  )
})
