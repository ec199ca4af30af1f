import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KubeletAnswer, KubeletOrder } from '../needs.ts'
import { createTestCluster, digest } from '../server.test-support.ts'

interface Said {
  readonly status: number
  readonly text: string
}

const inDefault = '/api/v1/namespaces/default'

async function createClusterWithNode(
  say: (order: KubeletOrder) => Said = () => ({ status: 200, text: 'a line\n' }),
) {
  const asked: KubeletOrder[] = []
  const cluster = await createTestCluster({
    credentials: [
      { tokenSha256: digest('admin'), user: { username: 'admin', groups: ['system:masters'] } },
      { tokenSha256: digest('jane'), user: { username: 'jane' } },
    ],
    grants: [{ subject: 'jane', verbs: ['get'], resources: ['pods/exec'] }],
    reachKubelet: (order) => {
      asked.push(order)
      if (order.url.port === '1') throw new Error('unexpected')
      if (order.url.port === '2')
        return Promise.reject(new Error('dial tcp 127.0.0.1:2: connect: connection refused'))
      const { status, text } = say(order)
      const answer: KubeletAnswer = {
        status,
        headers: { 'content-type': ['text/plain'] },
        body: (async function* () {
          await Promise.resolve()
          yield Buffer.from(text)
        })(),
      }
      return Promise.resolve(answer)
    },
  })
  const make = async (path: string, body: unknown) =>
    assert.equal((await cluster.send('POST', path, { body })).status, 201)
  const node = (name: string, Port: number, address = '127.0.0.1') => ({
    metadata: { name },
    status: { addresses: [{ type: 'InternalIP', address }], daemonEndpoints: { kubeletEndpoint: { Port } } },
  })
  await make('/api/v1/nodes', node('n1', 10250))
  await make('/api/v1/nodes', node('down', 2))
  await make('/api/v1/nodes', { metadata: { name: 'noaddr' } })
  for (const [name, nodeName, containers] of [
    ['p1', 'n1', ['c']],
    ['pm', 'n1', ['a', 'b']],
    ['p0', undefined, ['c']],
    ['pd', 'down', ['c']],
    ['pn', 'noaddr', ['c']],
    ['pg', 'gone', ['c']],
  ] as const)
    await make(`${inDefault}/pods`, {
      metadata: { name },
      spec: {
        ...(nodeName && { nodeName }),
        containers: containers.map((each) => ({ name: each, image: 'x' })),
      },
    })
  return { ...cluster, asked, get: (path: string) => cluster.send('GET', `${inDefault}/pods/${path}`) }
}

test('a log comes from the kubelet, which is asked as the client asked', async () => {
  const { get, asked } = await createClusterWithNode()
  const { status, text, headers } = await get(
    'pm/log?container=b&timestamps=true&tailLines=5&follow=true&sinceSeconds=3&limitBytes=9&previous=true',
  )
  assert.deepEqual([status, text, headers['content-type']], [200, 'a line\n', 'text/plain'])
  assert.equal(
    asked[0]!.url.href,
    'https://127.0.0.1:10250/containerLogs/default/pm/b?follow=true&limitBytes=9&previous=true&sinceSeconds=3&tailLines=5&timestamps=true',
  )
  await get('p1/log?sinceTime=2026-01-01T01:00:00%2B01:00&follow=false')
  assert.equal(asked[1]!.url.search, '?sinceTime=2026-01-01T00%3A00%3A00Z')
})

const invalidLog = (problem: string): string => `PodLogOptions "p1" is invalid: ${problem}`

const logCases: readonly (readonly [string, number, string])[] = [
  ['zz/log', 404, 'pods "zz" not found'],
  ['p1/log?container=nope', 400, 'container nope is not valid for pod p1'],
  ['pm/log', 400, 'a container name must be specified for pod pm, choose one of: [a b]'],
  [
    'p1/log?tailLines=-1',
    422,
    invalidLog('tailLines: Invalid value: -1: must be greater than or equal to 0'),
  ],
  ['p1/log?tailLines=abc', 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ['p1/log?limitBytes=0', 422, invalidLog('limitBytes: Invalid value: 0: must be greater than 0')],
  ['p1/log?sinceSeconds=0', 422, invalidLog('sinceSeconds: Invalid value: 0: must be greater than 0')],
  [
    'p1/log?sinceSeconds=5&sinceTime=2026-01-01T00:00:00Z',
    422,
    invalidLog('[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified'),
  ],
  [
    'p1/log?sinceTime=junk',
    400,
    'parsing time "junk" as "2006-01-02T15:04:05Z07:00": cannot parse "junk" as "2006"',
  ],
  ['p1/log?stream=Stdout', 422, invalidLog('stream: Forbidden: may not be specified')],
  [
    'pd/log',
    500,
    'Get "https://127.0.0.1:2/containerLogs/default/pd/c": dial tcp 127.0.0.1:2: connect: connection refused',
  ],
  ['pn/log', 500, 'no preferred addresses found; known addresses: []'],
  ['pg/log', 404, 'pods "gone" not found'],
]

for (const [path, status, message] of logCases)
  test(`GET of ${path} is refused as Kubernetes refuses it`, async () => {
    const { get } = await createClusterWithNode()
    const answer = await get(path)
    assert.deepEqual([answer.status, answer.body['message']], [status, message])
  })

test('a pod that no node has yet has an empty log', async () => {
  const { get } = await createClusterWithNode()
  const { status, text } = await get('p0/log')
  assert.deepEqual([status, text], [204, ''])
})

const kubeletCases: readonly (readonly [number, string, number, string])[] = [
  [404, 'no such thing', 404, 'the server could not find the requested resource ( pods/log p1)'],
  [500, 'boom', 500, 'Internal error occurred: boom'],
  [
    400,
    'container "c" in pod "p1" is waiting to start',
    400,
    'container "c" in pod "p1" is waiting to start',
  ],
]

for (const [theirs, text, status, message] of kubeletCases)
  test(`a kubelet's ${theirs} is told of as Kubernetes tells it`, async () => {
    const { get } = await createClusterWithNode(() => ({ status: theirs, text }))
    const answer = await get('p1/log')
    assert.deepEqual([answer.status, answer.body['message']], [status, message])
  })

const websocket = {
  connection: ['Upgrade'],
  upgrade: ['websocket'],
  'sec-websocket-key': ['dGhlIHNhbXBsZSBub25jZQ=='],
  'sec-websocket-version': ['13'],
  'sec-websocket-protocol': ['v5.channel.k8s.io', 'base64url.bearer.authorization.k8s.io.c2VjcmV0'],
}

const execCases: readonly (readonly [string, number, string])[] = [
  ['zz/exec?command=ls', 404, 'pods "zz" not found'],
  ['p1/exec?command=ls&container=nope', 400, 'container nope is not valid for pod p1'],
  ['p0/exec?command=ls', 400, 'pod p0 does not have a host assigned'],
  ['pd/exec?command=ls', 500, 'error dialing backend: dial tcp 127.0.0.1:2: connect: connection refused'],
  ['pn/exec?command=ls', 500, 'no preferred addresses found; known addresses: []'],
  ['pg/exec?command=ls', 404, 'pods "gone" not found'],
]

for (const [path, status, message] of execCases)
  test(`exec by ${path} is refused as Kubernetes refuses it`, async () => {
    const { send } = await createClusterWithNode()
    const answer = await send('GET', `${inDefault}/pods/${path}`, { headers: websocket })
    assert.deepEqual([answer.status, answer.body['message']], [status, message])
  })

test('exec asks the kubelet in the protocol of the client, and tells it nothing of who the client is', async () => {
  const { send, asked } = await createClusterWithNode(() => ({ status: 403, text: 'nope' }))
  const path = `${inDefault}/pods/p1/exec?command=ls&command=-l&stdout=true&stderr=true&stdin=false`
  const { status, text } = await send('GET', path, { headers: websocket })
  assert.deepEqual([status, text], [403, 'nope'])
  const [order] = asked
  assert.equal(
    order!.url.href,
    'https://127.0.0.1:10250/exec/default/p1/c?command=ls&command=-l&error=1&output=1',
  )
  assert.equal(order!.headers['sec-websocket-protocol'], 'v5.channel.k8s.io')
  assert.equal(order!.headers['authorization'], undefined)
})

test('exec needs an upgrade, and leave to create it', async () => {
  const { send } = await createClusterWithNode()
  const path = `${inDefault}/pods/p1/exec?command=ls`
  assert.equal((await send('GET', path)).body['message'], 'Upgrade request required')
  const jane = await send('GET', path, { token: 'jane', headers: websocket })
  assert.deepEqual([jane.status, jane.body['message']], [403, 'pods "p1" is forbidden: '])
  const post = await send('POST', path, { token: 'jane', headers: websocket })
  assert.match(String(post.body['message']), /User "jane" cannot create resource "pods\/exec"/)
})
