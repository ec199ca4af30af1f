import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, request, setUp } from '../../eks.test-support.ts'
import { jsonAt } from '../../addons/objects/kube-object.ts'
import type { NodegroupOutput } from '../nodegroups.ts'
import type { NodeMachines, NodeOrder, NodeState } from './needs.ts'

const place = { name: 'demo', account, region: 'us-east-1' }
const role = `arn:aws:iam::${account}:role/node`
const group = { clusterName: 'demo', nodegroupName: 'ng' }

/** Machines that come when they are told to. */
function createMachines(limit = 6) {
  const orders = new Map<string, NodeOrder>()
  const states = new Map<string, NodeState>()
  const machines: NodeMachines = {
    limit,
    count: () => orders.size,
    start: (_cluster, order) => {
      if (orders.has(order.name)) return
      orders.set(order.name, order)
      states.set(order.name, { kind: 'starting' })
    },
    stateOf: (_cluster, name) => states.get(name) ?? { kind: 'failed', problem: 'none' },
    stop: async (_cluster, name) => void orders.delete(name),
  }
  const settle = (state: NodeState): void => {
    for (const name of states.keys()) states.set(name, state)
  }
  return { machines, orders, settle }
}

async function withGroup(input: object = {}, cluster: object = {}, limit?: number) {
  const { machines, orders, settle } = createMachines(limit)
  const stage = setUp({ machines })
  await stage.ask('CreateCluster', { ...request, ...cluster })
  const ask = (operation: string, more: object = {}) => stage.ask(operation, { ...group, ...more })
  await ask('CreateNodegroup', { subnets: ['s1'], nodeRole: role, ...input })
  const describe = async () => {
    const { nodegroup } = (await ask('DescribeNodegroup')) as { nodegroup: NodegroupOutput }
    return { status: nodegroup.status, issues: nodegroup.health.issues }
  }
  return { ...stage, ask, describe, orders, settle }
}

test('a group has the nodes that it wishes for, with its role, labels and taints', async () => {
  const { orders, describe, settle } = await withGroup({
    labels: { team: 'a' },
    taints: [{ key: 'k', value: 'v', effect: 'NO_SCHEDULE' }],
    instanceTypes: ['m5.large'],
  })
  assert.equal(orders.size, 2)
  for (const order of orders.values()) {
    assert.match(order.name, /^ip-10-0-\d+-\d+\.ec2\.internal$/)
    assert.equal(order.roleArn, role)
    assert.equal(order.labels['eks.amazonaws.com/nodegroup'], 'ng')
    assert.equal(order.labels['node.kubernetes.io/instance-type'], 'm5.large')
    assert.equal(order.labels['topology.kubernetes.io/zone'], 'us-east-1a')
    assert.equal(order.labels['team'], 'a')
    assert.deepEqual(order.taints, [{ key: 'k', value: 'v', effect: 'NoSchedule' }])
  }
  assert.equal((await describe()).status, 'CREATING')
  settle({ kind: 'ready' })
  assert.deepEqual(await describe(), { status: 'ACTIVE', issues: [] })
})

test('nodes come and go with the desired size, the newest first, and all with the group', async () => {
  const { orders, ask } = await withGroup({ scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 2 } })
  const [first, second] = [...orders.keys()]
  await ask('UpdateNodegroupConfig', { scalingConfig: { desiredSize: 3 } })
  assert.equal(orders.size, 3)
  await ask('UpdateNodegroupConfig', { scalingConfig: { desiredSize: 2 } })
  assert.deepEqual([...orders.keys()], [first, second])
  await ask('DeleteNodegroup')
  assert.equal(orders.size, 0)
})

test('what keeps nodes from coming is told', async () => {
  const { describe, settle } = await withGroup()
  settle({ kind: 'failed', problem: 'no room' })
  const { status, issues } = await describe()
  assert.equal(status, 'CREATE_FAILED')
  assert.deepEqual(
    issues.map(({ code, message }) => [code, message]),
    [
      ['NodeCreationFailure', 'no room'],
      ['NodeCreationFailure', 'no room'],
    ],
  )
})

test('no more nodes are started than the machine may have', async () => {
  const { orders, describe, settle } = await withGroup(
    { scalingConfig: { minSize: 1, maxSize: 9, desiredSize: 5 } },
    {},
    3,
  )
  assert.equal(orders.size, 3)
  settle({ kind: 'ready' })
  const { status, issues } = await describe()
  assert.deepEqual([status, issues.map(({ code }) => code)], ['ACTIVE', ['InstanceLimitExceeded']])
  assert.match(issues[0]!.message, /3 of them at most: 2 of the group are not started/)
})

test('where no nodes are started, the group says so', async () => {
  const { ask } = setUp()
  await ask('CreateCluster', request)
  await ask('CreateNodegroup', { ...group, subnets: ['s1'], nodeRole: role })
  const { nodegroup } = (await ask('DescribeNodegroup', group)) as { nodegroup: NodegroupOutput }
  assert.equal(nodegroup.status, 'ACTIVE')
  assert.match(nodegroup.health.issues[0]!.message, /podpass node/)
})

test('a cluster without access entries knows its nodes by aws-auth, as long as a group has their role', async () => {
  const { ask, needs } = await withGroup({}, { accessConfig: { authenticationMode: 'CONFIG_MAP' } })
  const name = { apiVersion: 'v1', kind: 'ConfigMap', name: 'aws-auth', namespace: 'kube-system' }
  const roles = async () => jsonAt(await needs.clusterObjects.read(place, name), 'data', 'mapRoles')
  assert.equal(
    await roles(),
    `- groups:\n    - system:bootstrappers\n    - system:nodes\n  rolearn: ${role}\n  username: system:node:{{EC2PrivateDNSName}}\n`,
  )
  await ask('CreateNodegroup', { nodegroupName: 'two', subnets: ['s1'], nodeRole: role })
  await ask('DeleteNodegroup')
  assert.match(String(await roles()), /rolearn/)
  await ask('DeleteNodegroup', { nodegroupName: 'two' })
  assert.equal(await roles(), '[]\n')
})

test('what somebody wrote into aws-auth stays, a mistake too', async () => {
  const { ask, needs } = await withGroup({}, { accessConfig: { authenticationMode: 'CONFIG_MAP' } })
  const name = { apiVersion: 'v1', kind: 'ConfigMap', name: 'aws-auth', namespace: 'kube-system' }
  const map = await needs.clusterObjects.read(place, name)
  await needs.clusterObjects.write(place, { ...map!, data: { mapRoles: 'a: [', mapUsers: 'x' } })
  await ask('DeleteNodegroup')
  const after = await needs.clusterObjects.read(place, name)
  assert.deepEqual(after?.['data'], { mapRoles: 'a: [', mapUsers: 'x' })
})

test('new labels and taints come to the nodes that are there', async () => {
  const { ask, orders, needs } = await withGroup({
    labels: { a: '1' },
    taints: [{ key: 'k', value: 'v', effect: 'NO_SCHEDULE' }],
  })
  const [name = ''] = orders.keys()
  const foreign = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }
  await needs.clusterObjects.write(place, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { a: '1', own: 'x' } },
    spec: { providerID: 'p', taints: [foreign, { key: 'k', value: 'v', effect: 'NoSchedule' }] },
  })
  await ask('UpdateNodegroupConfig', {
    labels: { addOrUpdateLabels: { b: '2' }, removeLabels: ['a'] },
    taints: { removeTaints: [{ key: 'k', effect: 'NO_SCHEDULE' }] },
  })
  const node = await needs.clusterObjects.read(place, { apiVersion: 'v1', kind: 'Node', name })
  const { a, b, own } = jsonAt(node, 'metadata', 'labels') as Record<string, string>
  assert.deepEqual([a, b, own], [undefined, '2', 'x'])
  assert.deepEqual(node?.['spec'], { providerID: 'p', taints: [foreign] })
})
