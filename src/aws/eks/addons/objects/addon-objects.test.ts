import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, now, request, setUp } from '../../eks.test-support.ts'
import type { ClusterObjects } from '../../index.ts'
import type { AddonOutput } from '../addons.ts'
import { jsonAt, type KubeObject, type ObjectName } from './kube-object.ts'

const place = { name: 'demo', account, region: 'us-east-1' }
const ofApps = (kind: string, name: string): ObjectName => ({
  apiVersion: 'apps/v1',
  kind,
  name,
  namespace: 'kube-system',
})
const awsNode = ofApps('DaemonSet', 'aws-node')
const cniAccount = { apiVersion: 'v1', kind: 'ServiceAccount', name: 'aws-node', namespace: 'kube-system' }
const role = `arn:aws:iam::${account}:role/cni`

async function withCluster(bootstrapSelfManagedAddons: boolean) {
  const stage = setUp()
  await stage.ask('CreateCluster', { ...request, bootstrapSelfManagedAddons })
  const read = (name: ObjectName) => stage.needs.clusterObjects.read(place, name)
  const describe = async (later = 0) => {
    const input = { clusterName: 'demo', addonName: 'vpc-cni' }
    const { addon } = (await stage.ask('DescribeAddon', input, { now: now + later })) as {
      addon: AddonOutput
    }
    return { status: addon.status, version: addon.addonVersion, issues: addon.health.issues }
  }
  const change = async (object: KubeObject | undefined, patch: object): Promise<void> =>
    void (await stage.needs.clusterObjects.write(place, { ...object!, ...patch }))
  const cni = (operation: string, input: object = {}) =>
    stage.ask(operation, { clusterName: 'demo', addonName: 'vpc-cni', ...input })
  return { ...stage, read, describe, change, cni }
}

const imageIn = (object: KubeObject | undefined): unknown =>
  jsonAt((jsonAt(object, 'spec', 'template', 'spec', 'containers') as readonly unknown[])[0], 'image')

test('a cluster has its network plugin, kube-proxy and coredns from the start, unless they are not wished', async () => {
  const { read } = await withCluster(true)
  for (const name of [awsNode, ofApps('DaemonSet', 'kube-proxy'), ofApps('Deployment', 'coredns')])
    assert.ok(await read(name), name.name)
  assert.equal(await (await withCluster(false)).read(awsNode), undefined)
})

test('an add-on takes what is there over, and its ServiceAccount gets the role', async () => {
  const { read, cni, describe } = await withCluster(true)
  await cni('CreateAddon', { serviceAccountRoleArn: role })
  assert.deepEqual(await describe(), { status: 'ACTIVE', version: 'v1.20.4-eksbuild.2', issues: [] })
  const annotations = jsonAt(await read(cniAccount), 'metadata', 'annotations')
  assert.deepEqual(annotations, { 'eks.amazonaws.com/role-arn': role })
})

test('what differs is a conflict that fails the creation, and the add-on’s with OVERWRITE', async () => {
  const { read, cni, describe } = await withCluster(true)
  const other = { addonVersion: 'v1.20.3-eksbuild.1' }
  await cni('CreateAddon', other)
  const { status, issues } = await describe()
  assert.equal(status, 'CREATE_FAILED')
  assert.deepEqual(
    issues.map(({ code }) => code),
    ['ConfigurationConflict'],
  )
  assert.match(issues[0]!.message, /\nDaemonSet\.apps aws-node - \.spec\.template\.spec\.containers\[name=/)
  assert.match(String(imageIn(await read(awsNode))), /v1\.20\.4/)
  await cni('UpdateAddon', { ...other, resolveConflicts: 'OVERWRITE' })
  assert.equal((await describe()).status, 'ACTIVE')
  assert.match(String(imageIn(await read(awsNode))), /v1\.20\.3/)
})

test('an update that fails leaves version and objects as they were', async () => {
  const { read, cni, change, describe, ask } = await withCluster(false)
  await cni('CreateAddon', { configurationValues: '{"env":{"A":"b"}}' })
  const set = await read(awsNode)
  await change(set, JSON.parse(JSON.stringify({ spec: set!['spec'] }).replace('amazon-k8s-cni:', 'own:')))
  const { update } = (await cni('UpdateAddon', { addonVersion: 'v1.20.3-eksbuild.1' })) as {
    update: { id: string }
  }
  const described = (await ask('DescribeUpdate', {
    name: 'demo',
    addonName: 'vpc-cni',
    updateId: update.id,
  })) as { update: { status: string; errors: readonly { errorCode: string }[] } }
  assert.equal(described.update.status, 'Failed')
  assert.equal(described.update.errors[0]!.errorCode, 'ConfigurationConflict')
  const { status, version } = await describe()
  assert.deepEqual([status, version], ['UPDATE_FAILED', 'v1.20.4-eksbuild.2'])
  await cni('UpdateAddon', { addonVersion: 'v1.20.3-eksbuild.1', resolveConflicts: 'PRESERVE' })
  assert.match(String(imageIn(await read(awsNode))), /own:v1\.20\.4/)
  assert.deepEqual(await describe(), { status: 'ACTIVE', version: 'v1.20.3-eksbuild.1', issues: [] })
})

test('objects go with their add-on, and stay where it is to be preserved', async () => {
  const { read, cni } = await withCluster(false)
  await cni('CreateAddon')
  await cni('DeleteAddon', { preserve: true })
  assert.ok(await read(awsNode))
  await cni('CreateAddon')
  await cni('DeleteAddon')
  assert.deepEqual([await read(awsNode), await read(cniAccount)], [undefined, undefined])
})

test('health follows what runs: pods have a minute to come, and objects have to be there', async () => {
  const { read, cni, change, describe, needs } = await withCluster(false)
  await cni('CreateAddon')
  await change(await read(awsNode), { status: { desiredNumberScheduled: 2, numberAvailable: 1 } })
  const kept = needs.clusterObjects as { -readonly [Name in keyof ClusterObjects]: ClusterObjects[Name] }
  const answer = kept.read
  kept.read = async (cluster, name) => {
    const found = await answer(cluster, name)
    return found && { ...found, status: { desiredNumberScheduled: 2, numberAvailable: 1 } }
  }
  assert.equal((await describe(1000)).status, 'CREATING')
  const late = await describe(60_000)
  assert.deepEqual([late.status, late.issues[0]!.code], ['DEGRADED', 'InsufficientNumberOfReplicas'])
  kept.read = answer
  await needs.clusterObjects.remove(place, awsNode)
  assert.equal((await describe(60_000)).issues[0]!.code, 'K8sResourceNotFound')
  kept.read = async () => Promise.reject(new Error('away'))
  assert.equal((await describe(60_000)).issues[0]!.code, 'ClusterUnreachable')
})
