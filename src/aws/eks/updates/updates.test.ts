import assert from 'node:assert/strict'
import { test } from 'node:test'
import { request, setUp } from '../eks.test-support.ts'
import type { UpdateOutput } from './updates.ts'

test('updates are of what they changed, in progress in the answer and done at the next look', async () => {
  const { ask, refused } = setUp()
  const updateOf = async (operation: string, input: object) =>
    ((await ask(operation, input)) as { update: UpdateOutput }).update
  await ask('CreateCluster', request)
  await ask('CreateAddon', { clusterName: 'demo', addonName: 'coredns' })
  const ofCluster = await updateOf('UpdateClusterConfig', { name: 'demo', deletionProtection: true })
  const ofAddon = await updateOf('UpdateAddon', { clusterName: 'demo', addonName: 'coredns' })
  assert.deepEqual([ofCluster.status, ofAddon.status], ['InProgress', 'InProgress'])

  const addon = { name: 'demo', addonName: 'coredns' }
  assert.deepEqual(await ask('ListUpdates', { name: 'demo' }), { updateIds: [ofCluster.id] })
  assert.deepEqual(await ask('ListUpdates', addon), { updateIds: [ofAddon.id] })
  const described = await updateOf('DescribeUpdate', { ...addon, updateId: ofAddon.id })
  assert.deepEqual(described, { ...ofAddon, status: 'Successful' })
  const [code] = await refused('DescribeUpdate', { name: 'demo', updateId: ofAddon.id })
  assert.equal(code, 'ResourceNotFoundException')
})
