import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { createMemoryStore } from '../../../store/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { createTestCluster, now } from '../server.test-support.ts'
import { startControllers } from './start-controllers.ts'

const inDefault = '/api/v1/namespaces/default'

async function createLivingCluster(context: TestContext, more: Partial<ApiServerNeeds>) {
  const store = createMemoryStore()
  const cluster = await createTestCluster({ store })
  let minted = 0
  const stop = startControllers({
    cluster: 'test',
    store,
    now: () => now,
    random: randomBytes,
    apiAudiences: [],
    mintToken: () => Promise.reject(new Error('no tokens here')),
    mintLegacyToken: () => Promise.resolve(`token-${(minted += 1)}`),
    credentials: [],
    ...more,
  })
  context.after(stop)
  /** Until nothing changes any more. */
  const settle = async (): Promise<void> => {
    for (let before = -1; before !== store.revision;) {
      before = store.revision
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
  const secretsOf = async (name: string): Promise<readonly string[]> => {
    const { body } = await cluster.send('GET', `${inDefault}/serviceaccounts/${name}`)
    return listOf(body['secrets']).map((each) => textOf(objectOf(each)['name']) ?? '')
  }
  const makeAccount = async (name: string): Promise<void> => {
    await cluster.send('POST', `${inDefault}/serviceaccounts`, { body: { metadata: { name } } })
    await settle()
  }
  return { ...cluster, settle, secretsOf, makeAccount }
}

const before124 = { givesAccountTokens: () => true }

test('before 1.24 an account gets a Secret with its token, and lists it', async (context) => {
  const { send, secretsOf, makeAccount } = await createLivingCluster(context, before124)
  await makeAccount('web')
  const [name = '', ...more] = await secretsOf('web')
  assert.match(name, /^web-token-[a-z0-9]{5}$/)
  assert.deepEqual(more, [])
  const { body } = await send('GET', `${inDefault}/secrets/${name}`)
  assert.equal(body['type'], 'kubernetes.io/service-account-token')
  assert.match(Buffer.from(textOf(valueAt(body, 'data', 'token')) ?? '', 'base64').toString(), /^token-\d+$/)
  const [standard = ''] = await secretsOf('default')
  assert.match(standard, /^default-token-[a-z0-9]{5}$/)
})

test('a Secret that is taken away is made anew, other Secrets stay listed', async (context) => {
  const { send, settle, secretsOf, makeAccount } = await createLivingCluster(context, before124)
  await makeAccount('web')
  const [first = ''] = await secretsOf('web')
  await send('POST', `${inDefault}/secrets`, { body: { metadata: { name: 'own' } } })
  await send('PATCH', `${inDefault}/serviceaccounts/web`, {
    body: { secrets: [{ name: first }, { name: 'own' }] },
    type: 'application/merge-patch+json',
  })
  await send('DELETE', `${inDefault}/secrets/${first}`)
  await settle()
  const [own, second = '', ...more] = await secretsOf('web')
  assert.deepEqual([own, more], ['own', []])
  assert.match(second, /^web-token-/)
  assert.notEqual(second, first)
})

test('an account that goes takes its Secret along', async (context) => {
  const { send, settle, secretsOf, makeAccount } = await createLivingCluster(context, before124)
  await makeAccount('web')
  const [name = ''] = await secretsOf('web')
  await send('DELETE', `${inDefault}/serviceaccounts/web`)
  await settle()
  assert.equal((await send('GET', `${inDefault}/secrets/${name}`)).status, 404)
})

test('since 1.24 no account gets one', async (context) => {
  const { send, secretsOf, makeAccount } = await createLivingCluster(context, {})
  await makeAccount('web')
  assert.deepEqual(await secretsOf('web'), [])
  assert.deepEqual((await send('GET', `${inDefault}/secrets`)).body['items'], [])
})
