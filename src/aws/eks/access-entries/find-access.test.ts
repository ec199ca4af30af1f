import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, request, setUp } from '../eks.test-support.ts'
import type { SignedIn } from './find-access.ts'

const demo = { name: 'demo', account, region: 'us-east-1' }
const session = (role: string, id = `AROA${role}`): SignedIn => ({
  Arn: `arn:aws:sts::${account}:assumed-role/${role}/s1`,
  UserId: `${id}:s1`,
  Account: account,
})

async function setUpCluster(authenticationMode: string) {
  const setup = setUp()
  await setup.ask('CreateCluster', { ...request, accessConfig: { authenticationMode } })
  return setup
}

const entryOf = (role: string) => ({
  clusterName: 'demo',
  principalArn: `arn:aws:iam::${account}:role/${role}`,
})

test('nobody is known in a cluster that is not there', () => {
  assert.equal(setUp().eks.findAccess(demo, session('app')), undefined)
})

test('where only the ConfigMap counts, EKS knows the maker and makes them a master', async () => {
  const { eks } = await setUpCluster('CONFIG_MAP')
  const maker = eks.findAccess(demo, session('maker', 'AROAMAKER'))
  assert.deepEqual(maker?.identity?.groups, ['system:masters'])
  assert.deepEqual(eks.findAccess(demo, session('app')), { authenticationMode: 'CONFIG_MAP' })
})

test('an entry gives its name, groups and policies to all sessions of its role', async () => {
  const { ask, eks } = await setUpCluster('API')
  await ask('CreateAccessEntry', { ...entryOf('team/app'), kubernetesGroups: ['viewers'] })
  const policyArn = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy'
  const accessScope = { type: 'namespace', namespaces: ['shop'] }
  await ask('AssociateAccessPolicy', { ...entryOf('team/app'), policyArn, accessScope })
  assert.deepEqual(eks.findAccess(demo, session('app')), {
    authenticationMode: 'API',
    identity: {
      username: `arn:aws:sts::${account}:assumed-role/app/{{SessionName}}`,
      groups: ['viewers'],
      type: 'STANDARD',
      policies: [{ policyArn, accessScope }],
    },
  })
})

test('a role that was made anew under the name of another is not the one of the entry', async () => {
  const { ask, eks } = await setUpCluster('API')
  await ask('CreateAccessEntry', entryOf('app'))
  assert.equal(eks.findAccess(demo, session('app', 'AROANEW'))?.identity, undefined)
})

test('principals of other accounts are known by their ARN, without the path of a role', async () => {
  const { ask, eks } = await setUpCluster('API')
  await ask('CreateAccessEntry', {
    clusterName: 'demo',
    principalArn: 'arn:aws:iam::444455556666:role/team/far',
  })
  const far = (name: string, of: string): SignedIn => ({
    Arn: `arn:aws:sts::${of}:assumed-role/${name}/s1`,
    UserId: 'AROAFAR:s1',
    Account: of,
  })
  assert.notEqual(eks.findAccess(demo, far('far', '444455556666'))?.identity, undefined)
  assert.equal(eks.findAccess(demo, far('far', '777788889999'))?.identity, undefined)
  assert.equal(eks.findAccess(demo, far('farther', '444455556666'))?.identity, undefined)
})

test('a user is known by its own id', async () => {
  const { ask, eks } = await setUpCluster('API')
  const principalArn = `arn:aws:iam::${account}:user/alice`
  await ask('CreateAccessEntry', { clusterName: 'demo', principalArn })
  const alice = { Arn: principalArn, UserId: 'AIDAalice', Account: account }
  assert.equal(eks.findAccess(demo, alice)?.identity?.username, principalArn)
  assert.equal(eks.findAccess(demo, { ...alice, UserId: 'AIDAother' })?.identity, undefined)
})

test('whose entry is deleted comes no more', async () => {
  const { ask, eks } = await setUpCluster('API')
  await ask('CreateAccessEntry', entryOf('app'))
  await ask('DeleteAccessEntry', entryOf('app'))
  assert.deepEqual(eks.findAccess(demo, session('app')), { authenticationMode: 'API' })
})
