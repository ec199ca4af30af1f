import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KubeletOrder } from '../needs.ts'
import { createTestCluster } from '../server.test-support.ts'
import { isHost, isOutOfBounds } from './node-address.ts'

test('hosts are addresses and names alone', () => {
  for (const good of ['127.0.0.1', '10.0.0.7', '::1', 'fd00::7', 'node-1', 'node-1.example.com'])
    assert.ok(isHost(good) && !isOutOfBounds(good), good)
  for (const bad of [
    '',
    'a@b',
    'a/b',
    'a?b',
    'a#b',
    'a:1',
    'a b',
    '[::1]',
    '-a',
    'a..b',
    '127.0.0.1:6443/api/v1/secrets?x=',
    'a'.repeat(300),
  ])
    assert.ok(!isHost(bad), bad)
  for (const other of [
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'ff02::1',
  ])
    assert.ok(isOutOfBounds(other), other)
  assert.ok(isOutOfBounds('fd00:ec2::254'))
  // The same in the clothes of another family.
  assert.ok(isOutOfBounds('::ffff:169.254.169.254'))
})

test('a node’s address that leads elsewhere is never called, whatever the node says', async () => {
  const orders: KubeletOrder[] = []
  const { send } = await createTestCluster({
    reachKubelet: (order) => {
      orders.push(order)
      return Promise.reject(new Error('EOF'))
    },
  })
  await send('POST', '/api/v1/nodes', { body: { metadata: { name: 'n' } } })
  await send('POST', '/api/v1/namespaces/default/pods', {
    body: { metadata: { name: 'p' }, spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] } },
  })
  const ask = async (address: string, port = 10_250): Promise<string> => {
    const status = {
      addresses: [{ type: 'InternalIP', address }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    }
    const patched = await send('PATCH', '/api/v1/nodes/n/status', {
      body: { status },
      type: 'application/merge-patch+json',
    })
    assert.equal(patched.status, 200)
    const log = await send('GET', '/api/v1/namespaces/default/pods/p/log')
    assert.equal(log.status, 500)
    return String(log.body['message'])
  }
  for (const address of [
    '127.0.0.1:6443/api/v1/secrets?x=',
    'evil@10.0.0.1',
    'host#',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '0.0.0.0',
  ])
    assert.match(await ask(address), /no such host|is not one of a node/, address)
  assert.match(await ask('10.0.0.1', 70_000), /no such host/)
  assert.equal(orders.length, 0)
  await ask('10.0.0.1')
  assert.deepEqual(
    orders.map(({ url }) => url.href),
    ['https://10.0.0.1:10250/containerLogs/default/p/c'],
  )
})
