import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WholeBody } from '../../kit/index.ts'
import type { LoginAnswer } from './login.ts'
import { answerReviews } from './webhook.ts'
import { webhookKubeconfig } from './webhook-kubeconfig.ts'
import { readKubeconfig } from '../api/index.ts'

const user = { username: 'u', uid: 'id', groups: [], extra: { arn: ['a'] } }

function stage(answer: LoginAnswer = { ok: true, user }) {
  const tokens: string[] = []
  const observed: string[] = []
  const handler = answerReviews({
    login: async (token) => {
      tokens.push(token)
      return answer
    },
    observe: (outcome) => void observed.push(outcome),
    elapsed: () => 0,
  })
  const call = (target: string, body: unknown, method = 'POST') =>
    handler({
      method,
      target,
      headers: {},
      body: new WholeBody(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))),
      peer: { address: '127.0.0.1' },
      signal: new AbortController().signal,
    })
  return { call, tokens, observed }
}

const review = (apiVersion: string) => ({
  kind: 'TokenReview',
  apiVersion,
  metadata: {},
  spec: { token: 'secret', audiences: ['https://kubernetes.default.svc'] },
  status: { user: {} },
})

for (const version of ['authentication.k8s.io/v1', 'authentication.k8s.io/v1beta1'])
  test(`a review of ${version} is answered in it, without its token`, async () => {
    const { call, tokens, observed } = stage()
    const response = await call('/authenticate?timeout=30s', review(version))
    assert.equal(response.status, 200)
    assert.deepEqual(JSON.parse(response.body as string), {
      kind: 'TokenReview',
      apiVersion: version,
      metadata: {},
      spec: {},
      status: { authenticated: true, user },
    })
    assert.deepEqual([tokens, observed], [['secret'], ['success']])
  })

for (const [outcome, status] of [
  ['unknown_user', 403],
  ['invalid_token', 403],
  ['sts_error', 403],
  ['sts_throttling', 429],
] as const)
  test(`${outcome} is ${status}, and why is for the log alone`, async () => {
    const { call, observed } = stage({ ok: false, outcome, problem: 'because' })
    const response = await call('/authenticate', review('authentication.k8s.io/v1'))
    assert.equal(response.status, status)
    assert.deepEqual(JSON.parse(response.body as string), {
      kind: 'TokenReview',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {},
      spec: {},
      status: { authenticated: false, user: {} },
    })
    assert.deepEqual(observed, [outcome])
  })

for (const [what, body] of [
  ['nothing', ''],
  ['no JSON', '{'],
  ['null', 'null'],
  ['a list', '[]'],
  ['another kind', { kind: 'SubjectAccessReview', apiVersion: 'authentication.k8s.io/v1', spec: {} }],
  ['another version', review('authentication.k8s.io/v2')],
  ['a version that is no text', { ...review(''), apiVersion: 1 }],
  ['a token that is no text', { ...review('authentication.k8s.io/v1'), spec: { token: 5 } }],
  ['too much', { ...review('authentication.k8s.io/v1'), spec: { token: 'a'.repeat(70_000) } }],
] as const)
  test(`${what} is no TokenReview`, async () => {
    const { call, tokens, observed } = stage()
    const response = await call('/authenticate', body)
    assert.deepEqual([response.status, response.body], [400, 'expected a request body to be a TokenReview\n'])
    assert.deepEqual([tokens, observed], [[], ['malformed_request']])
  })

test('other methods and paths are refused; probes are answered', async () => {
  const { call } = stage()
  assert.equal((await call('/authenticate', '', 'GET')).status, 405)
  assert.equal((await call('/', '', 'GET')).status, 404)
  const healthy = await call('/healthz', '', 'GET')
  assert.deepEqual([healthy.status, healthy.body], [200, 'ok'])
})

test('a review without kind and version is taken for one of v1beta1, as by hand', async () => {
  const response = await stage().call('/authenticate', { spec: { token: 'x' } })
  assert.equal(
    (JSON.parse(response.body as string) as { apiVersion: string }).apiVersion,
    'authentication.k8s.io/v1beta1',
  )
})

test('the kubeconfig for API servers is one that our own client can read', () => {
  const text = webhookKubeconfig({ url: 'https://127.0.0.1:21362/authenticate', ca: 'PEM' })
  const read = readKubeconfig({ text, readFile: () => '' })
  assert.ok(read.ok)
  assert.deepEqual([read.client.server, read.client.ca], ['https://127.0.0.1:21362/authenticate', 'PEM'])
})
