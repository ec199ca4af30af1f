import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valueAt } from '../api/index.ts'
import refusals from './cases/refusals.json' with { type: 'json' }
import { createTestCluster, digest } from './server.test-support.ts'
import type { VerifiedToken } from './needs.ts'

interface Refusal {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly token?: string
  readonly authorization?: string
  readonly accept?: string
  readonly type?: string
  readonly body?: unknown
  readonly status: number
  readonly reason: string
  readonly message?: string
  /** Where part of the message is not known beforehand. */
  readonly pattern?: string
}

const container = { name: 'c', image: 'i' }

for (const refusal of refusals as readonly Refusal[])
  test(`refuses ${refusal.name}`, async () => {
    const { send, store } = await createTestCluster()
    await send('POST', '/api/v1/namespaces/default/serviceaccounts', {
      body: { metadata: { name: 'other' } },
    })
    await send('POST', '/api/v1/namespaces/default/pods', {
      body: { metadata: { name: 'app' }, spec: { containers: [container] } },
    })
    const { revision } = store
    const { body, type, token, authorization, accept } = refusal
    const answer = await send(refusal.method, refusal.path, {
      ...(body !== undefined && { body }),
      ...(type !== undefined && { type }),
      ...(token !== undefined && { token }),
      headers: {
        ...(authorization !== undefined && { authorization: [authorization] }),
        ...(accept !== undefined && { accept: [accept] }),
      },
    })
    const { kind, apiVersion, status, reason, message, code } = answer.body
    assert.deepEqual(
      [answer.status, code, kind, apiVersion, status, reason],
      [refusal.status, refusal.status, 'Status', 'v1', 'Failure', refusal.reason],
      answer.text,
    )
    if (refusal.pattern === undefined) assert.equal(message, refusal.message)
    else assert.match(String(message), new RegExp(refusal.pattern))
    assert.equal(store.revision, revision, 'a refused request changes nothing')
  })

test('paths outside of what is served that lead nowhere are answered in plain text', async () => {
  const { send } = await createTestCluster()
  for (const path of [
    '/',
    '/foo',
    '/api/v2',
    '/apis/nosuch/v1/deployments',
    '/openapi/v2',
    '/api/%ff',
    '/metrics',
  ]) {
    const { status, text, headers } = await send('GET', path)
    assert.deepEqual([status, text], [404, '404 page not found\n'], path)
    assert.equal(headers['content-type'], 'text/plain; charset=utf-8')
  }
})

test('a body beyond three megabytes is refused before it is read whole', async () => {
  const { send } = await createTestCluster()
  const { status, body } = await send('POST', '/api/v1/namespaces', { body: 'x'.repeat(3 * 1024 * 1024 + 1) })
  assert.deepEqual(
    [status, body['reason'], body['message']],
    [413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728'],
  )
})

test('a fault is reported to the house and not to the client', async () => {
  const faults: unknown[] = []
  const { send } = await createTestCluster({
    mintToken: () => Promise.reject(new Error('the key is at /secret/path')),
    onFault: (fault) => faults.push(fault),
  })
  const { status, text } = await send('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', {
    body: {},
  })
  assert.equal(status, 500)
  assert.ok(!text.includes('/secret/path'))
  assert.equal(faults.length, 1)
})

test('a service account’s token is good as long as the account and the pod are the ones it was made for', async () => {
  let verified: VerifiedToken | undefined
  const { send } = await createTestCluster({
    verifyServiceAccountToken: (token) => Promise.resolve(token === 'jwt' ? verified : undefined),
    grants: [
      {
        subject: 'group:system:serviceaccounts:default',
        verbs: ['list'],
        resources: ['pods'],
        namespaces: ['default'],
      },
    ],
  })
  const path = '/api/v1/namespaces/default'
  const account = await send('GET', `${path}/serviceaccounts/default`)
  const pod = await send('POST', `${path}/pods`, {
    body: { metadata: { name: 'app' }, spec: { containers: [container] } },
  })
  const good: VerifiedToken = {
    namespace: 'default',
    serviceAccount: { name: 'default', uid: String(valueAt(account.body, 'metadata', 'uid')) },
    pod: { name: 'app', uid: String(valueAt(pod.body, 'metadata', 'uid')) },
  }
  const list = async (): Promise<number> => (await send('GET', `${path}/pods`, { token: 'jwt' })).status
  verified = good
  assert.equal(await list(), 200)
  const elsewhere = await send('GET', '/api/v1/namespaces/kube-system/pods', { token: 'jwt' })
  assert.equal(
    elsewhere.body['message'],
    'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "kube-system"',
  )
  for (const other of [
    { ...good, serviceAccount: { name: 'default', uid: 'older' } },
    { ...good, serviceAccount: { name: 'nobody', uid: good.serviceAccount.uid } },
    { ...good, pod: { name: 'app', uid: 'older' } },
    { ...good, namespace: 'kube-system' },
    undefined,
  ]) {
    verified = other
    assert.equal(await list(), 401)
  }
  verified = good
  await send('DELETE', `${path}/pods/app`)
  assert.equal(await list(), 401)
})

test('a token that merely looks like a digest opens nothing', async () => {
  const { send } = await createTestCluster()
  assert.equal((await send('GET', '/api/v1/pods', { token: digest('admin') })).status, 401)
})
