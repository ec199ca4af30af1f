import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startFakeApiServer } from '../../api/fake-api-server.test-support.ts'
import { accessEntrySource } from '../mappings/access-entry-source.ts'
import type { AssociatedPolicy, CallerIdentity } from '../needs.ts'
import { keepBindings } from './keep-bindings.ts'
import { coversNamespace, groupOf, readGroup } from './policy-group.ts'
import { roleOfPolicy } from './policy-roles.ts'

const arnOf = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/${name}`

const who: CallerIdentity = {
  arn: 'arn:aws:iam::111122223333:user/a',
  canonicalArn: 'arn:aws:iam::111122223333:user/a',
  accountId: '111122223333',
  principalId: 'AIDA',
  userId: 'AIDA',
  sessionName: '',
  accessKeyId: 'AKIA',
}

const clusterWide = (name: string): AssociatedPolicy => ({
  policyArn: arnOf(name),
  accessScope: { type: 'cluster', namespaces: [] },
})

const within = (name: string, ...namespaces: string[]): AssociatedPolicy => ({
  policyArn: arnOf(name),
  accessScope: { type: 'namespace', namespaces },
})

test('an access entry gives its name, its groups and a group for each policy and scope', async () => {
  const bound: string[] = []
  const source = accessEntrySource(
    () => ({
      authenticationMode: 'API',
      identity: {
        username: 'u',
        groups: ['devs', 'eks:access-policy:AmazonEKSClusterAdminPolicy'],
        policies: [
          clusterWide('AmazonEKSViewPolicy'),
          within('AmazonEKSEditPolicy', 'dev-*', 'web'),
          clusterWide('AmazonEKSComputePolicy'),
        ],
      },
    }),
    async (groups) => void bound.push(...groups),
  )
  const policyGroups = [
    'eks:access-policy:AmazonEKSViewPolicy',
    'eks:access-policy:AmazonEKSEditPolicy:dev-*',
    'eks:access-policy:AmazonEKSEditPolicy:web',
  ]
  assert.deepEqual(await source.find(who), { username: 'u', groups: ['devs', ...policyGroups] })
  assert.deepEqual(bound, policyGroups)
})

test('whom EKS does not know comes by no access entry', async () => {
  assert.equal(await accessEntrySource(() => undefined).find(who), undefined)
  assert.equal(await accessEntrySource(() => ({ authenticationMode: 'API' })).find(who), undefined)
})

test('groups stand for policies that there are, and for no others', () => {
  assert.deepEqual(readGroup('eks:access-policy:AmazonEKSViewPolicy:dev-*'), {
    policy: 'AmazonEKSViewPolicy',
    namespace: 'dev-*',
  })
  for (const group of ['system:masters', 'eks:access-policy:', 'eks:access-policy:constructor', 'devs'])
    assert.equal(readGroup(group), undefined)
  assert.equal(groupOf(arnOf('AmazonEKSNetworkingPolicy')), undefined)
  assert.equal(groupOf('arn:aws:iam::aws:policy/AmazonEKSViewPolicy'), undefined)
})

test('policies give what the user guide tells of them, and no tokens of ServiceAccounts', () => {
  const verbsOf = (policy: string, group: string, resource: string): readonly string[] =>
    (roleOfPolicy(policy)?.rules ?? []).flatMap((rule) => {
      const { apiGroups, resources, verbs } = rule as Record<string, readonly string[]>
      return apiGroups!.includes(group) && resources!.includes(resource) ? verbs! : []
    })
  const reading = ['get', 'list', 'watch']
  assert.deepEqual(verbsOf('AmazonEKSViewPolicy', '', 'secrets'), [])
  assert.deepEqual(verbsOf('AmazonEKSViewPolicy', 'apps', 'deployments'), reading)
  assert.ok(verbsOf('AmazonEKSEditPolicy', '', 'secrets').includes('get'))
  assert.deepEqual(verbsOf('AmazonEKSEditPolicy', 'rbac.authorization.k8s.io', 'roles'), [])
  assert.ok(verbsOf('AmazonEKSAdminPolicy', 'rbac.authorization.k8s.io', 'roles').includes('create'))
  assert.deepEqual(verbsOf('AmazonEKSAdminPolicy', '', 'serviceaccounts/token'), [])
  assert.deepEqual(verbsOf('AmazonEKSNetworkingClusterPolicy', '', 'pods'), reading)
  assert.equal(roleOfPolicy('AmazonEKSHybridPolicy'), undefined)
})

test('a star stands at the end of a namespace alone', () => {
  assert.ok(coversNamespace('dev-*', 'dev-a'))
  assert.ok(coversNamespace('*', 'kube-system'))
  assert.ok(!coversNamespace('dev-*', 'prod'))
  assert.ok(!coversNamespace('dev', 'dev-a'))
  assert.ok(!coversNamespace('*-a', 'dev-a'))
})

const rbac = '/apis/rbac.authorization.k8s.io/v1'

test('policies are bound where they count, and what is there already stays', async (t) => {
  const server = await startFakeApiServer(t)
  for (const name of ['dev-a', 'dev-b', 'prod'])
    server.put(`/api/v1/namespaces/${name}`, { metadata: { name } })
  const told: string[] = []
  const keeper = keepBindings({
    client: server.client,
    signal: new AbortController().signal,
    now: () => 0,
    tell: (problem) => void told.push(problem),
    wait: async () => undefined,
  })
  await keeper.ensure([
    'eks:access-policy:AmazonEKSClusterAdminPolicy',
    'eks:access-policy:AmazonEKSEditPolicy:dev-*',
    'eks:access-policy:AmazonEKSViewPolicy:prod',
    'eks:access-policy:AmazonEKSAdminViewPolicy',
    'somebody-elses',
  ])
  assert.deepEqual(told, [])
  const made = server.requests.filter(({ method }) => method === 'POST').map(({ path }) => path)
  assert.deepEqual(made.toSorted(), [
    `${rbac}/clusterrolebindings`,
    `${rbac}/clusterrolebindings`,
    `${rbac}/clusterroles`,
    `${rbac}/clusterroles`,
    `${rbac}/clusterroles`,
    `${rbac}/namespaces/dev-a/rolebindings`,
    `${rbac}/namespaces/dev-b/rolebindings`,
    `${rbac}/namespaces/prod/rolebindings`,
  ])
  const binding = server.get(
    `${rbac}/namespaces/dev-a/rolebindings/eks:access-policy:AmazonEKSEditPolicy:dev-:any`,
  )
  assert.deepEqual(binding?.['roleRef'], {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'ClusterRole',
    name: 'eks:access-policy:edit',
  })
  assert.deepEqual(binding?.['subjects'], [
    {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'Group',
      name: 'eks:access-policy:AmazonEKSEditPolicy:dev-*',
    },
  ])
})

test('bindings are seen to once in half a minute, and again at once after a refusal', async (t) => {
  const server = await startFakeApiServer(t)
  const [told, group]: [string[], string] = [[], 'eks:access-policy:AmazonEKSViewPolicy']
  let [now, isRefused] = [0, true]
  server.onRequest = async () =>
    isRefused ? { code: 403, body: { kind: 'Status', message: 'not allowed', code: 403 } } : undefined
  const keeper = keepBindings({
    client: server.client,
    signal: new AbortController().signal,
    now: () => now,
    tell: (problem) => void told.push(problem),
    wait: async () => undefined,
  })
  await keeper.ensure([group])
  assert.deepEqual(told, [`group ${group} is not bound: not allowed`])
  isRefused = false
  await keeper.ensure([group])
  await keeper.ensure([group])
  assert.equal(server.requests.length, 3)
  now = 30_000
  await keeper.ensure([group])
  assert.equal(server.requests.length, 5)
  assert.equal(told.length, 1)
})
