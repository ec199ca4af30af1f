import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { lifetimes, makeClientCertificate, makeRoot, newKey } from '../../../kit/index.ts'
import { createTestCluster, now } from '../server.test-support.ts'
import cases from './cases/node.json' with { type: 'json' }

interface Case {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly status: number
  readonly message?: string
}

const root = async (commonName: string) => {
  const key = newKey()
  return { key, certificate: await makeRoot({ key, commonName, now }) }
}
const ca = await root('kubernetes')

const derOf = async (commonName: string, organizations: readonly string[], from = ca, at = now) => {
  const { cert } = await makeClientCertificate(from, { commonName, organizations }, at)
  return Buffer.from(cert.split('-----')[2]!, 'base64')
}

async function createClusterWithNodes() {
  const cluster = await createTestCluster({ clientCa: ca.certificate })
  const make = async (path: string, body: unknown): Promise<string> => {
    const { status, body: made } = await cluster.send('POST', path, { body })
    assert.equal(status, 201, JSON.stringify(made))
    return (made['metadata'] as { uid: string }).uid
  }
  const inDefault = '/api/v1/namespaces/default'
  for (const name of ['n1', 'n2']) await make('/api/v1/nodes', { metadata: { name } })
  for (const kind of ['secrets', 'configmaps'])
    for (const name of ['used', 'other']) await make(`${inDefault}/${kind}`, { metadata: { name } })
  await make(`${inDefault}/serviceaccounts`, { metadata: { name: 'sa2' } })
  const podOn = (name: string, nodeName: string) => ({
    metadata: { name },
    spec: {
      nodeName,
      containers: [
        {
          name: 'c',
          image: 'x',
          env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'used', key: 'k' } } }],
          envFrom: [{ configMapRef: { name: 'used' } }],
        },
      ],
      volumes: [
        {
          name: 't',
          projected: { sources: [{ serviceAccountToken: { audience: 'sts.amazonaws.com', path: 't' } }] },
        },
      ],
    },
  })
  const uids = {
    p1: await make(`${inDefault}/pods`, podOn('p1', 'n1')),
    p2: await make(`${inDefault}/pods`, podOn('p2', 'n2')),
  }
  const sendAs = (der: Uint8Array | undefined, method: string, path: string, body?: unknown, token = '') =>
    cluster.send(method, path, {
      token,
      ...(body !== undefined && {
        body: JSON.parse(JSON.stringify(body).replace('UID1', uids.p1).replace('UID2', uids.p2)) as unknown,
        type: method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      }),
      ...(der !== undefined && { clientCertificate: der }),
    })
  return { ...cluster, sendAs }
}

let cluster: Awaited<ReturnType<typeof createClusterWithNodes>>
before(async () => {
  cluster = await createClusterWithNodes()
})

for (const { name, method, path, body, status, message } of cases as readonly Case[])
  test(`a node ${name}`, async () => {
    const answer = await cluster.sendAs(await derOf('system:node:n1', ['system:nodes']), method, path, body)
    assert.equal(answer.status, status, answer.text)
    if (message !== undefined) assert.equal(answer.body['message'], message)
  })

test('a client certificate of the cluster makes its user and groups', async () => {
  const der = await derOf('jane', ['dev', 'ops'])
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  const { body } = await cluster.sendAs(der, 'POST', path, {})
  const { userInfo } = body['status'] as { userInfo: Record<string, unknown> }
  assert.deepEqual(
    [userInfo['username'], userInfo['groups']],
    ['jane', ['dev', 'ops', 'system:authenticated']],
  )
  assert.match(JSON.stringify(userInfo['extra']), /credential-id":\["X509SHA256=[0-9a-f]{64}"\]/)
})

test('a certificate of another authority, out of its time or damaged is refused, and a good token helps it', async () => {
  const masters = ['system:masters']
  const bad = [
    await derOf('eve', masters, await root('kubernetes')),
    await derOf('eve', masters, ca, now - lifetimes.leaf - 2 * lifetimes.backdating),
    await derOf('eve', masters, ca, now + lifetimes.leaf),
    Buffer.from('junk'),
  ]
  for (const der of bad) {
    assert.equal((await cluster.sendAs(der, 'GET', '/api/v1/nodes')).status, 401)
    assert.equal((await cluster.sendAs(der, 'GET', '/api/v1/nodes', undefined, 'admin')).status, 200)
    assert.equal((await cluster.sendAs(der, 'GET', '/api/v1/nodes', undefined, 'nonsense')).status, 401)
  }
})

test('the name of a node without its group, and the group without a name, make no node', async () => {
  const nameAlone = await cluster.sendAs(await derOf('system:node:n1', []), 'GET', '/api/v1/nodes/n1')
  const groupAlone = await cluster.sendAs(await derOf('n1', ['system:nodes']), 'GET', '/api/v1/nodes/n1')
  const unnamed = await cluster.sendAs(
    await derOf('system:node:', ['system:nodes']),
    'GET',
    '/api/v1/nodes/n1',
  )
  assert.deepEqual([nameAlone.status, groupAlone.status, unnamed.status], [403, 403, 403])
  assert.match(String(unnamed.body['message']), /: unknown node for user "system:node:"$/)
})
