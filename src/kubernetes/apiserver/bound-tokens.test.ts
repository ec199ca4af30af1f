import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valueAt } from '../api/index.ts'
import type { VerifiedToken } from './needs.ts'
import { createTestCluster, now } from './server.test-support.ts'

const base = '/api/v1/namespaces/default'
const container = { name: 'c', image: 'i' }

/** A cluster whose one token stands for what `verified` says at the time. */
async function cluster() {
  const state: { verified?: VerifiedToken; now: number } = { now }
  const made = await createTestCluster({
    now: () => state.now,
    verifyServiceAccountToken: (token) => Promise.resolve(token === 'jwt' ? state.verified : undefined),
  })
  const { send } = made
  const uidOf = async (path: string): Promise<string> =>
    String(valueAt((await send('GET', path)).body, 'metadata', 'uid'))
  /** 403 of who is known and may not, 401 of who is not. */
  const ask = async (): Promise<number> => (await send('GET', '/api/v1/nodes', { token: 'jwt' })).status
  const serviceAccount = { name: 'default', uid: await uidOf(`${base}/serviceaccounts/default`) }
  return { ...made, state, uidOf, ask, bound: { namespace: 'default', serviceAccount } }
}

test('a token dies with the Secret that it is bound to, and with one of the same name', async () => {
  const { send, state, uidOf, ask, bound } = await cluster()
  await send('POST', `${base}/secrets`, { body: { metadata: { name: 's' } } })
  state.verified = { ...bound, secret: { name: 's', uid: await uidOf(`${base}/secrets/s`) } }
  assert.equal(await ask(), 403)
  await send('DELETE', `${base}/secrets/s`)
  assert.equal(await ask(), 401)
  await send('POST', `${base}/secrets`, { body: { metadata: { name: 's' } } })
  assert.equal(await ask(), 401)
})

test('a token dies with the node that it is bound to, and a pod’s only with the pod', async () => {
  const { send, state, uidOf, ask, bound } = await cluster()
  await send('POST', '/api/v1/nodes', { body: { metadata: { name: 'n' } } })
  await send('POST', `${base}/pods`, { body: { metadata: { name: 'p' }, spec: { containers: [container] } } })
  const node = { name: 'n', uid: await uidOf('/api/v1/nodes/n') }
  const pod = { name: 'p', uid: await uidOf(`${base}/pods/p`) }
  state.verified = { ...bound, node }
  assert.equal(await ask(), 403)
  await send('DELETE', '/api/v1/nodes/n')
  assert.equal(await ask(), 401)
  state.verified = { ...bound, node, pod }
  assert.equal(await ask(), 403)
  await send('DELETE', `${base}/pods/p`)
  assert.equal(await ask(), 401)
})

test('what has been going for more than a minute lends no identity, whatever holds it', async () => {
  const { send, state, uidOf, ask, bound } = await cluster()
  await send('POST', `${base}/pods`, {
    body: { metadata: { name: 'p', finalizers: ['x.y/held'] }, spec: { containers: [container] } },
  })
  state.verified = { ...bound, pod: { name: 'p', uid: await uidOf(`${base}/pods/p`) } }
  await send('DELETE', `${base}/pods/p`)
  assert.equal(await ask(), 403)
  state.now += 61_000
  assert.equal(await ask(), 401)
})

test('a TokenRequest is bound to a Secret that is there, and to none of another uid', async () => {
  const { send, orders, uidOf } = await cluster()
  await send('POST', `${base}/secrets`, { body: { metadata: { name: 's' } } })
  const ask = (boundObjectRef: object) =>
    send('POST', `${base}/serviceaccounts/default/token`, { body: { spec: { boundObjectRef } } })
  const reference = { apiVersion: 'v1', kind: 'Secret', name: 's' }
  assert.equal((await ask(reference)).status, 201)
  assert.deepEqual(orders.at(-1)?.secret, { name: 's', uid: await uidOf(`${base}/secrets/s`) })
  assert.equal((await ask({ ...reference, name: 'nosuch' })).body['message'], 'secrets "nosuch" not found')
  assert.equal((await ask({ ...reference, uid: 'x' })).status, 409)
})
