import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiAnswer, JsonObject } from '../../kubernetes/api/index.ts'
import { askCluster, type ReviewedPodToken } from './review-pod-token.ts'

const token = `e30.${Buffer.from(JSON.stringify({ exp: 1_700_000_000 })).toString('base64url')}.c2ln`
const audiences = ['pods.eks.amazonaws.com']
const user = (more: JsonObject = {}): JsonObject => ({
  username: 'system:serviceaccount:shop:app',
  extra: {
    'authentication.kubernetes.io/pod-name': ['app-1'],
    'authentication.kubernetes.io/pod-uid': ['u-1'],
  },
  ...more,
})

const reviewed = (answer: ApiAnswer): Promise<ReviewedPodToken> =>
  askCluster({ create: () => Promise.resolve(answer) }, token)
const withStatus = (status: JsonObject): Promise<ReviewedPodToken> =>
  reviewed({ ok: true, status: 201, value: { status }, warnings: [] })
const outcomeOf = async (status: JsonObject): Promise<string> => (await withStatus(status)).outcome

test('a token that the cluster knows is of its pod', async () => {
  assert.deepEqual(await withStatus({ authenticated: true, audiences, user: user() }), {
    outcome: 'live',
    namespace: 'shop',
    serviceAccount: 'app',
    pod: { name: 'app-1', uid: 'u-1' },
  })
})

test('a token is nobody’s whose audience nobody looked at, and so is one of no ServiceAccount and of no pod', async () => {
  for (const status of [
    { authenticated: true, user: user() },
    { authenticated: true, audiences: ['https://kubernetes.default.svc'], user: user() },
    { authenticated: true, audiences, user: user({ username: 'oidc:x:shop:app' }) },
    { authenticated: true, audiences, user: user({ username: 'system:serviceaccount:shop:app:more' }) },
    { authenticated: true, audiences, user: user({ extra: {} }) },
    { authenticated: true, audiences },
    { authenticated: 'true', audiences, user: user() },
    {},
  ])
    assert.equal(await outcomeOf(status), 'invalid', JSON.stringify(status))
})

test('the cluster’s own words tell a token that is over from any other', async () => {
  const error = '[invalid bearer token, service account token has expired]'
  assert.deepEqual(await withStatus({ error }), { outcome: 'expired', expiredAt: 1_700_000_000_000 })
  assert.deepEqual(await withStatus({ error: 'invalid bearer token' }), {
    outcome: 'invalid',
    why: 'invalid bearer token',
  })
})

test('a cluster that does not answer, or may not be asked, says nothing about the token', async () => {
  const problem = { code: 403, message: 'tokenreviews is forbidden' }
  const answer = await reviewed({ ok: false, problem } as ApiAnswer)
  assert.deepEqual(answer, {
    outcome: 'unavailable',
    why: 'the cluster reviews no token: tokenreviews is forbidden',
  })
})
