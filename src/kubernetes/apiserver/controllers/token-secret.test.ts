import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiServerNeeds, VerifiedToken } from '../needs.ts'
import { valueAt } from '../../api/index.ts'
import { createTestCluster, now } from '../server.test-support.ts'
import { reconcileTokenSecret } from './token-secret.ts'
import { createWorld } from './world.ts'

const inDefault = '/api/v1/namespaces/default'

async function createClusterWithSecret(accountName: string) {
  const minted = new Map<string, VerifiedToken>()
  const more: Partial<ApiServerNeeds> = {
    ca: 'PEM',
    mintLegacyToken: (order) => {
      const token = `token-${minted.size}`
      minted.set(token, order)
      return Promise.resolve(token)
    },
    verifyServiceAccountToken: (token) => Promise.resolve(minted.get(token)),
  }
  const cluster = await createTestCluster(more)
  await cluster.send('POST', `${inDefault}/serviceaccounts`, { body: { metadata: { name: 'web' } } })
  const annotations = { 'kubernetes.io/service-account.name': accountName }
  const type = 'kubernetes.io/service-account-token'
  const made = await cluster.send('POST', `${inDefault}/secrets`, {
    body: { metadata: { name: 't', annotations }, type },
  })
  assert.equal(made.status, 201)
  const world = createWorld({
    cluster: 'test',
    store: cluster.store,
    now: () => now,
    random: (size) => new Uint8Array(size),
    apiAudiences: [],
    mintToken: () => Promise.reject(new Error('unexpected')),
    credentials: [],
    ...more,
  })
  const reconcile = () => reconcileTokenSecret(world, 'default', 't')
  const whoami = () =>
    cluster.send('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: {}, token: 'token-0' })
  return { ...cluster, reconcile, whoami, find: () => cluster.send('GET', `${inDefault}/secrets/t`) }
}

const decoded = (text: unknown): string => Buffer.from(String(text), 'base64').toString()

test('a Secret for an account gets its token, which is the account until the Secret goes', async () => {
  const { reconcile, find, send, whoami } = await createClusterWithSecret('web')
  assert.ok(await reconcile())
  const { body } = await find()
  const account = await send('GET', `${inDefault}/serviceaccounts/web`)
  assert.equal(
    valueAt(body, 'metadata', 'annotations', 'kubernetes.io/service-account.uid'),
    valueAt(account.body, 'metadata', 'uid'),
  )
  assert.deepEqual(
    ['token', 'namespace', 'ca.crt'].map((key) => decoded(valueAt(body, 'data', key))),
    ['token-0', 'default', 'PEM'],
  )
  await reconcile()
  assert.equal(decoded(valueAt((await find()).body, 'data', 'token')), 'token-0')
  const me = await whoami()
  assert.equal(valueAt(me.body, 'status', 'userInfo', 'username'), 'system:serviceaccount:default:web')
  await send('DELETE', `${inDefault}/secrets/t`)
  assert.equal((await whoami()).status, 401)
})

test('a Secret for no account is taken away, and so is one whose account went', async () => {
  const orphan = await createClusterWithSecret('nosuch')
  await orphan.reconcile()
  assert.equal((await orphan.find()).status, 404)
  const { reconcile, find, send, whoami } = await createClusterWithSecret('web')
  await reconcile()
  await send('DELETE', `${inDefault}/serviceaccounts/web`)
  assert.equal((await whoami()).status, 401)
  await send('POST', `${inDefault}/serviceaccounts`, { body: { metadata: { name: 'web' } } })
  assert.equal((await whoami()).status, 401)
  await reconcile()
  assert.equal((await find()).status, 404)
})
