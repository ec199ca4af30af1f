import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRoot, newKey } from '../../kit/index.ts'
import type { Credential } from './connection.ts'
import { startFakeApiServer, startFakeProxy } from './fake-api-server.test-support.ts'
import { pathOf } from './paths.ts'

const path = pathOf('serviceaccounts', 'demo', 'web')

test('a token is asked for before each request', async (t) => {
  const fake = await startFakeApiServer(t)
  const tokens = ['one', 'two']
  const client = fake.clientWith({ token: () => tokens.shift() })
  await client.get(path)
  await client.get(path)
  assert.deepEqual(
    fake.requests.map(({ authorization }) => authorization),
    ['Bearer one', 'Bearer two'],
  )
})

test('a token file that is missing is a problem, and no request', async (t) => {
  const fake = await startFakeApiServer(t)
  const client = fake.clientWith({
    token: () => {
      throw new Error('ENOENT: no such file')
    },
  })
  const answer = await client.get(path)
  assert.ok(!answer.ok && answer.problem.reason === 'Unreachable')
  assert.equal(fake.requests.length, 0)
})

test('certificates that are renewed on disk are used, and a moment without them is bridged', async (t) => {
  const fake = await startFakeApiServer(t)
  const other = await makeRoot({ key: newKey(), commonName: 'other', now: Date.now() })
  let read = (): string => other
  const client = fake.clientWith({ ca: other, readCa: () => read() })
  const refused = await client.get(path)
  assert.ok(!refused.ok && refused.problem.code === 0)
  read = () => fake.ca
  const found = await client.get(path)
  assert.ok(!found.ok && found.problem.code === 404)
  read = () => {
    throw new Error('ENOENT')
  }
  const still = await client.get(path)
  assert.ok(!still.ok && still.problem.code === 404)
})

test('a credential that the server refuses is renewed once', async (t) => {
  const fake = await startFakeApiServer(t)
  fake.onRequest = ({ authorization }) =>
    authorization === 'Bearer new' ? undefined : Promise.resolve({ code: 401 })
  let current: Credential = { token: 'old' }
  const refused: Credential[] = []
  const client = fake.clientWith({
    credentials: {
      get: () => Promise.resolve(current),
      refuse: (credential) => {
        refused.push(credential)
        current = { token: 'new' }
      },
    },
  })
  const answer = await client.get(path)
  assert.ok(!answer.ok && answer.problem.code === 404)
  assert.deepEqual(refused, [{ token: 'old' }])
  current = { token: 'worse' }
  fake.onRequest = () => Promise.resolve({ code: 401 })
  const again = await client.get(path)
  assert.ok(!again.ok && again.problem.code === 401)
  assert.equal(fake.requests.length, 4)
})

test('a proxy is asked for a tunnel, with the name and word of its address', async (t) => {
  const fake = await startFakeApiServer(t)
  const proxy = await startFakeProxy(t)
  const client = fake.clientWith({ proxy: proxy.url })
  const answer = await client.get(path)
  assert.ok(!answer.ok && answer.problem.code === 404, JSON.stringify(answer))
  const word = Buffer.from('user:word').toString('base64')
  assert.deepEqual(proxy.tunnels, [`${new URL(fake.url).host} Basic ${word}`])
})
