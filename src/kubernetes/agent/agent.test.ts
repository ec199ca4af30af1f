import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WholeBody } from '../../kit/index.ts'
import { createPodDoor } from './agent.ts'
import { credentialsUntil, failed, noon, podToken, tokenOf } from './agent.test-support.ts'
import { eksAuthEndpoint } from './eks-auth/endpoint.ts'
import type { AgentEvent, Exchanged } from './needs.ts'
import { createProbes } from './probes.ts'

function stage(exchanged: Exchanged = { ok: true, credentials: credentialsUntil(noon + 21_600_000) }) {
  const events: AgentEvent[] = []
  const tokens: string[] = []
  const door = createPodDoor({
    clock: () => noon,
    tell: (event) => void events.push(event),
    hosts: ['169.254.170.23', 'fd00:ec2::23'],
    credentials: {
      get: async (token) => {
        tokens.push(token)
        return exchanged
      },
    },
  })
  const call = (
    headers: Readonly<Record<string, readonly string[]>>,
    target = '/v1/credentials',
    method = 'GET',
  ) =>
    door({
      method,
      target,
      headers,
      body: new WholeBody(Buffer.alloc(0)),
      peer: { address: '10.0.0.1' },
      signal: new AbortController().signal,
    })
  return { call, events, tokens }
}

const host = ['169.254.170.23']
const good = { host, authorization: [podToken('1')] }

test('a pod gets its credentials as SDKs read them', async () => {
  const { call, tokens, events } = stage()
  const response = await call(good)
  assert.equal(response.status, 200)
  assert.equal(response.headers['content-type'], 'application/json')
  assert.deepEqual(JSON.parse(response.body as string), {
    AccessKeyId: 'ASIAEXAMPLE',
    SecretAccessKey: 'secret-of-the-pod',
    Token: 'session-of-the-pod',
    AccountId: '111122223333',
    Expiration: '2026-11-21T18:00:00Z',
  })
  assert.deepEqual(tokens, [podToken('1')])
  assert.ok(!JSON.stringify(events).includes(podToken('1')))
})

for (const [named, answers] of [
  ['169.254.170.23', 200],
  ['169.254.170.23:80', 200],
  ['[fd00:ec2::23]', 200],
  ['[fd00:ec2::23]:80', 200],
  ['fd00:ec2::23', 200],
  ['localhost', 403],
  ['127.0.0.1', 403],
  ['169.254.170.23.evil.example', 403],
  ['evil.example:80', 403],
  ['[::1]:80', 403],
  ['', 403],
] as const)
  test(`host \`${named}\` is answered with ${answers}`, async () => {
    const { call, tokens } = stage()
    const response = await call({ ...good, host: [named] })
    assert.equal(response.status, answers)
    assert.equal(tokens.length, answers === 200 ? 1 : 0)
  })

test('who calls by another name is told by which to call', async () => {
  const response = await stage().call({ ...good, host: ['evil.example:80'] })
  assert.equal(
    response.body,
    'Access Denied. Called agent through invalid address, please use either [169.254.170.23 fd00:ec2::23] address not evil.example\n',
  )
})

for (const [what, authorization, problem] of [
  ['no token', undefined, 'Service account token cannot be empty'],
  [
    'two tokens',
    [podToken('1'), podToken('2')],
    'Service account token cannot be parsed: token is malformed: token contains an invalid number of segments',
  ],
  [
    'an expired token',
    [tokenOf({ alg: 'RS256' }, { exp: 1 })],
    'Service account token failed basic claim validations: token is expired',
  ],
] as const)
  test(`${what} is refused before anybody is asked`, async () => {
    const { call, tokens } = stage()
    const response = await call({ host, ...(authorization && { authorization }) })
    assert.deepEqual([response.status, response.body, tokens], [400, `${problem}\n`, []])
    assert.match(String(response.headers['content-type']), /^text\/plain/)
  })

for (const [exchanged, status, body] of [
  [
    failed(400, 'ExpiredTokenException', 'it is old'),
    400,
    '[r-1]: (ExpiredTokenException): it is old, fault: client\n',
  ],
  [
    failed(404, 'ResourceNotFoundException', 'no association'),
    404,
    '[r-1]: (ResourceNotFoundException): no association, fault: client\n',
  ],
  [failed(429, 'ThrottlingException', 'slow'), 429, '[r-1]: (ThrottlingException): slow, fault: client\n'],
  [
    failed(503, 'ServiceUnavailableException', 'away'),
    503,
    '[r-1]: (ServiceUnavailableException): away, fault: server\n',
  ],
  [
    failed(0, '', 'unable to fetch credentials from EKS Auth: ECONNREFUSED'),
    500,
    'unable to fetch credentials from EKS Auth: ECONNREFUSED\n',
  ],
  [failed(302, '', 'EKS Auth answered 302'), 500, 'EKS Auth answered 302\n'],
] as const)
  test(`what EKS Auth says is handed on: ${body.trim()}`, async () => {
    const response = await stage(exchanged).call(good)
    assert.deepEqual([response.status, response.body], [status, body])
  })

test('any method is answered, another path is not', async () => {
  const { call } = stage()
  assert.equal((await call(good, '/v1/credentials?x=1', 'POST')).status, 200)
  for (const path of ['/', '/v1/credentials/', '/v1/Credentials', '/v2/credentials'])
    assert.equal((await call(good, path)).status, 404)
})

test('more than 500 at a stroke are told to come later', async () => {
  const { call, events } = stage()
  const statuses: number[] = []
  for (let index = 0; index < 501; index++) statuses.push((await call(good)).status)
  assert.deepEqual([statuses.filter((each) => each === 200).length, statuses.at(-1)], [500, 429])
  assert.deepEqual(events.at(-1), { kind: 'answered', status: 429, problem: 'Too Many Requests' })
})

for (const [what, probe, status] of [
  ['all addresses answer', async () => [404, 404], 200],
  ['one answers otherwise', async () => [404, 200], 500],
  [
    'one does not answer',
    async () => {
      throw new Error('no answer within 10000 ms')
    },
    408,
  ],
  [
    'one is not there',
    async () => {
      throw new Error('ECONNREFUSED')
    },
    500,
  ],
] as const)
  test(`the kubelet is told ${status} where ${what}`, async () => {
    const request = {
      method: 'GET',
      headers: {},
      body: new WholeBody(Buffer.alloc(0)),
      peer: { address: '127.0.0.1' },
      signal: new AbortController().signal,
    }
    const probes = createProbes({ probe })
    for (const target of ['/healthz', '/readyz'])
      assert.equal((await probes({ ...request, target })).status, status)
    assert.equal((await probes({ ...request, target: '/metrics' })).status, 404)
  })

test('EKS Auth is found in every partition', () => {
  assert.equal(eksAuthEndpoint('eu-west-1').host, 'eks-auth.eu-west-1.api.aws')
  assert.equal(eksAuthEndpoint('us-gov-west-1').host, 'eks-auth.us-gov-west-1.api.aws')
  assert.equal(eksAuthEndpoint('cn-north-1').host, 'eks-auth.cn-north-1.api.amazonwebservices.com.cn')
  assert.equal(eksAuthEndpoint('us-iso-east-1').host, 'eks-auth.us-iso-east-1.c2s.ic.gov')
})
