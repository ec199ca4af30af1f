import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, request, setUp } from '../eks.test-support.ts'
import type { ClusterName } from '../needs.ts'

const demo: ClusterName = { name: 'demo', account, region: 'us-east-1' }
const logging = (enabled: boolean, ...types: readonly string[]) => ({ clusterLogging: [{ types, enabled }] })

function stage() {
  const prepared: ClusterName[] = []
  const made = setUp({ prepareLogs: async (cluster) => void prepared.push(cluster) })
  return { ...made, prepared }
}

test('the place of the logs is made with a cluster that logs, before it runs', async () => {
  const { eks, ask, prepared, running } = stage()
  await ask('CreateCluster', { ...request, logging: logging(true, 'audit') })
  assert.deepEqual(prepared, [demo])
  assert.equal(running.size, 1)
  assert.deepEqual([eks.isLogged(demo, 'audit'), eks.isLogged(demo, 'api')], [true, false])
})

test('no place is made for a cluster that logs nothing, until its logging is switched on', async () => {
  const { eks, ask, prepared } = stage()
  await ask('CreateCluster', request)
  assert.deepEqual(prepared, [])
  assert.equal(eks.isLogged(demo, 'audit'), false)
  await ask('UpdateClusterConfig', { name: 'demo', logging: logging(true, 'audit', 'authenticator') })
  assert.deepEqual(prepared, [demo])
  assert.equal(eks.isLogged(demo, 'audit'), true)
  await ask('UpdateClusterConfig', { name: 'demo', logging: logging(false, 'audit') })
  assert.deepEqual([eks.isLogged(demo, 'audit'), eks.isLogged(demo, 'authenticator')], [false, true])
  await ask('UpdateClusterConfig', { name: 'demo', logging: logging(false, 'authenticator') })
  assert.equal(eks.isLogged(demo, 'authenticator'), false)
  // Switching off makes no place anew where somebody took it away.
  assert.equal(prepared.length, 2)
})

test('a cluster that is not there logs nothing', () => {
  assert.equal(stage().eks.isLogged(demo, 'audit'), false)
})
