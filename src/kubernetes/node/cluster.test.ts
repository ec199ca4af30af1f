import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { Handler } from '../../kit/index.ts'
import { createMemoryStore } from '../../store/index.ts'
import { createClient, follow, listOf, pathOf, requestToken, valueAt } from '../api/index.ts'
import type { JsonObject } from '../api/index.ts'
import { callWebhook } from '../apiserver/index.ts'
import { openCluster } from './cluster.test-support.ts'

const pods = pathOf('pods', 'default')
const accounts = pathOf('serviceaccounts', 'default')
const podOf = (name: string, serviceAccountName = 'default'): JsonObject => ({
  metadata: { name },
  spec: { serviceAccountName, containers: [{ name: 'c', image: 'busybox' }] },
})

test('over HTTPS a created pod is changed by the webhook at once, however fast it follows its account', async (context) => {
  const { client } = await openCluster(context)
  for (const name of ['a', 'b', 'c']) {
    const annotations = {
      'eks.amazonaws.com/role-arn': `arn:aws:iam::111122223333:role/${name}`,
      'eks.amazonaws.com/token-expiration': 'soon',
    }
    await client.create(accounts, { metadata: { name, annotations } })
    const answer = await client.create(pods, podOf(name, name))
    assert.ok(answer.ok)
    const [container] = listOf(valueAt(answer.value, 'spec', 'containers'))
    assert.deepEqual(
      listOf(valueAt(container, 'env')).map((variable) => valueAt(variable, 'name')),
      ['AWS_DEFAULT_REGION', 'AWS_REGION', 'AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
    )
    assert.deepEqual(
      listOf(valueAt(answer.value, 'spec', 'volumes')).map((volume) =>
        valueAt(volume, 'projected', 'defaultMode'),
      ),
      [420, 420],
    )
    assert.deepEqual(answer.warnings, [
      'eks.amazonaws.com/token-expiration of the service account is no whole number of seconds and does not count: `soon`',
    ])
  }
})

test('refusals come to the client as values', async (context) => {
  const { client, clientOf, server, ca } = await openCluster(context)
  const missing = await client.get(`${pods}/x`)
  assert.deepEqual(missing, {
    ok: false,
    problem: { code: 404, reason: 'NotFound', message: 'pods "x" not found' },
  })
  const forbidden = await clientOf('nobody').get(pods)
  assert.ok(!forbidden.ok && forbidden.problem.reason === 'Forbidden')
  const unauthorized = await clientOf('nonsense').get(pods)
  assert.ok(!unauthorized.ok && unauthorized.problem.code === 401)
  const untrusting = await createClient({ server, token: () => 'admin' }).get(pods)
  assert.ok(
    !untrusting.ok &&
      untrusting.problem.reason === 'Unreachable' &&
      /certificate/.test(untrusting.problem.message),
  )
  const otherName = await createClient({ server, ca, serverName: 'kubernetes.example' }).get(pods)
  assert.ok(!otherName.ok && /altnames/.test(otherName.problem.message))
  const nobody = await createClient({ server: 'https://127.0.0.1:1', ca }).get(pods)
  assert.ok(!nobody.ok && /ECONNREFUSED/.test(nobody.problem.message))
  assert.throws(() => createClient({ server: 'http://127.0.0.1:1' }), /not below https/)
  const token = await requestToken(client, { namespace: 'default', serviceAccount: 'nosa' })
  assert.ok(!token.ok && token.problem.message === 'serviceaccounts "nosa" not found')
})

test('a request that takes too long is given up', async (context) => {
  const server = createServer()
  context.after(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = createClient({ server: `https://127.0.0.1:${(server.address() as AddressInfo).port}` })
  const answer = await client.request('GET', pods, { timeout: 100 })
  assert.ok(!answer.ok && answer.problem.reason === 'Unreachable')
})

test('a follower sees the list, the changes, and after a gap the list again', async (context) => {
  const { client } = await openCluster(context, { store: createMemoryStore({ historyLimit: 2 }) })
  const stopping = new AbortController()
  context.after(() => stopping.abort())
  const seen: string[] = []
  const nameOf = (object: JsonObject): string => String(valueAt(object, 'metadata', 'name'))
  let waits = 0
  const following = follow(client, {
    path: accounts,
    query: { fieldSelector: 'metadata.name!=default' },
    signal: stopping.signal,
    onList: (items) => seen.push(`list ${items.map(nameOf).join()}`),
    onChange: (type, object) => seen.push(`${type} ${nameOf(object)}`),
    onProblem: (problem) => seen.push(`problem ${problem.code}`),
    wait: () => {
      waits++
      return Promise.resolve()
    },
  })
  const until = async (text: string): Promise<void> => {
    while (!seen.includes(text)) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await until('list ')
  await client.create(accounts, { metadata: { name: 'web' } })
  await until('ADDED web')
  await client.patch(`${accounts}/web`, { metadata: { labels: { a: 'b' } } })
  await until('MODIFIED web')
  await client.delete(`${accounts}/web`)
  await until('DELETED web')
  stopping.abort()
  await following
  assert.deepEqual(seen, ['list ', 'ADDED web', 'MODIFIED web', 'DELETED web'])
  assert.equal(waits, 0)
})

test('a follower goes on after refusals, breaks and expired versions, and never in a circle', async () => {
  const seen: string[] = []
  const waits: number[] = []
  const stopping = new AbortController()
  const gone = { code: 410, reason: 'Expired', message: 'too old' }
  const unavailable = { code: 503, reason: '', message: 'later' }
  const page = (name: string, resourceVersion: string, next?: string) => ({
    ok: true as const,
    status: 200,
    warnings: [],
    value: { metadata: { resourceVersion, continue: next }, items: [{ metadata: { name } }] },
  })
  const lists = [
    { ok: false as const, problem: unavailable },
    page('a', '5', 'more'),
    page('b', '5'),
    page('c', '9'),
  ]
  const event = (type: string, name: string, resourceVersion: string): string =>
    JSON.stringify({ type, object: { metadata: { name, resourceVersion } } })
  const watches: (readonly string[] | undefined)[] = [
    [event('ADDED', 'x', '6'), event('BOOKMARK', '', '7')],
    undefined,
    ['{"broken'],
    [JSON.stringify({ type: 'ERROR', object: { kind: 'Status', ...gone } })],
    [event('ADDED', 'y', '10')],
  ]
  await follow(
    {
      ...createClient({ server: 'https://127.0.0.1:1' }),
      request: (_method, _path, { query } = {}) => {
        seen.push(`get ${query?.['continue'] ?? ''}`)
        return Promise.resolve(lists.shift()!)
      },
      open: (_path, { query } = {}) => {
        if (query?.['sendInitialEvents'] !== undefined)
          return Promise.resolve({ ok: false, problem: { code: 422, reason: 'Invalid', message: 'no' } })
        seen.push(`watch ${query?.['resourceVersion']}`)
        const lines = watches.shift()
        if (lines === undefined) return Promise.resolve({ ok: false, problem: unavailable })
        const stream = (async function* () {
          yield lines
        })()
        return Promise.resolve({ ok: true, stream: { lines: stream, close: () => undefined } })
      },
    },
    {
      path: '/x',
      signal: stopping.signal,
      onList: (items) => seen.push(`list ${items.length}`),
      onChange: (type, object) => {
        seen.push(`${type} ${String(valueAt(object, 'metadata', 'name'))}`)
        if (watches.length === 0) stopping.abort()
      },
      onProblem: (problem) => seen.push(`problem ${problem.code}`),
      chance: () => 1,
      wait: (milliseconds) => {
        waits.push(milliseconds)
        return Promise.resolve()
      },
    },
  )
  const rounds = [
    'get |problem 503|get |get more|list 2',
    'watch 5|ADDED x|watch 7|problem 503|watch 7|problem 0',
    'watch 7|problem 410|get |list 1|watch 9|ADDED y',
  ]
  assert.equal(seen.join('|'), rounds.join('|'))
  assert.deepEqual(waits, [500, 500, 500, 1000, 2000])
})

test('what goes wrong on the way to a webhook is told in kube-apiserver’s words', async (context) => {
  const slow: Handler = () => new Promise(() => undefined)
  const { client } = await openCluster(context, { webhook: slow, admission: { timeoutSeconds: 1 } })
  const timedOut = await client.create(pods, podOf('slow'))
  assert.ok(!timedOut.ok && timedOut.problem.code === 500)
  assert.match(
    timedOut.problem.message,
    /^Internal error occurred: failed calling webhook "pod.wh.test": failed to call webhook: Post "https:\/\/127.0.0.1:\d+\/mutate\?timeout=1s": context deadline exceeded$/,
  )

  const cluster = await openCluster(context)
  const url = `${cluster.server}/mutate`
  const call = (target: string, ca: string, serverName?: string) =>
    callWebhook({ url: target, ca, serverName })('{}', 1)
  await assert.rejects(call('https://127.0.0.1:1/mutate', cluster.ca), {
    message:
      'Post "https://127.0.0.1:1/mutate?timeout=1s": dial tcp 127.0.0.1:1: connect: connection refused',
  })
  const other = await openCluster(context)
  await assert.rejects(call(url, other.ca), {
    message: `Post "${url}?timeout=1s": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  })
  await assert.rejects(call(url, cluster.ca, 'webhook.default.svc'), /x509: certificate is not valid for/)
  const dropping = createServer((socket) => socket.destroy())
  context.after(() => dropping.close())
  await new Promise<void>((resolve) => dropping.listen(0, '127.0.0.1', resolve))
  const dropped = `https://127.0.0.1:${(dropping.address() as AddressInfo).port}/mutate`
  await assert.rejects(call(dropped, cluster.ca), { message: `Post "${dropped}?timeout=1s": EOF` })
  assert.throws(
    () => callWebhook({ url: 'http://127.0.0.1/mutate', ca: '' }),
    /'https' is the only allowed URL scheme/,
  )
  assert.throws(
    () => callWebhook({ url: 'https://127.0.0.1/mutate?a=b', ca: '' }),
    /query parameters are not permitted/,
  )
})
