import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, request, roleArn, setUp } from './eks.test-support.ts'
import { resourcesOf, type Kind } from './store.ts'

const demo = { name: 'demo', account, region: 'us-east-1' }
const clusterName = 'demo'
const group = { clusterName, nodegroupName: 'one-more', subnets: ['subnet-1'], nodeRole: roleArn }
const profile = {
  clusterName,
  fargateProfileName: 'one-more',
  podExecutionRoleArn: roleArn,
  selectors: [{ namespace: 'default' }],
}
const association = { clusterName, namespace: 'default', serviceAccount: 'one-more', roleArn }

const quotas: readonly (readonly [operation: string, input: object, kind: Kind, most: number])[] = [
  ['CreateNodegroup', group, 'nodegroup', 30],
  ['CreateFargateProfile', profile, 'fargate-profile', 10],
  ['CreatePodIdentityAssociation', association, 'pod-identity', 5000],
]

for (const [operation, input, kind, most] of quotas)
  test(`${operation} is refused where ${most} of the kind are there`, async () => {
    const { ask, refused, needs } = setUp()
    await ask('CreateCluster', request)
    const fill = (from: number, to: number) =>
      needs.store.write((txn) => {
        for (let n = from; n < to; n++)
          resourcesOf(kind, demo).put(txn, `filler-${n}`, { nodeRole: roleArn, arn: String(n) })
      })
    await fill(0, most)
    assert.deepEqual((await refused(operation, input)).slice(0, 2), ['ResourceLimitExceededException', 400])
    await needs.store.write((txn) => resourcesOf(kind, demo).delete(txn, 'filler-0'))
    await ask(operation, input)
  })

test('a Fargate profile has five selectors at most', async () => {
  const { ask, refused } = setUp()
  await ask('CreateCluster', request)
  const selectors = Array.from({ length: 6 }, (_, n) => ({ namespace: `n${n}` }))
  assert.equal(
    (await refused('CreateFargateProfile', { ...profile, selectors }))[0],
    'InvalidParameterException',
  )
  await ask('CreateFargateProfile', { ...profile, selectors: selectors.slice(1) })
})

const additions: readonly (readonly [operation: string, input: object])[] = [
  ...quotas.map(([operation, input]) => [operation, input] as const),
  ['CreateAccessEntry', { clusterName, principalArn: roleArn }],
  ['CreateAddon', { clusterName, addonName: 'coredns' }],
  [
    'AssociateIdentityProviderConfig',
    {
      clusterName,
      oidc: { identityProviderConfigName: 'idp', issuerUrl: 'https://idp.example.com', clientId: 'k' },
    },
  ],
  ['UpdateClusterConfig', { name: 'demo', deletionProtection: true }],
  ['UpdateClusterVersion', { name: 'demo', version: '1.35' }],
]

test('nothing is added to a cluster that is still being made', async () => {
  const [begun, seen] = [Promise.withResolvers<void>(), Promise.withResolvers<never>()]
  const { ask, refused } = setUp({
    startCluster: () => {
      begun.resolve()
      return seen.promise
    },
  })
  const accessConfig = { authenticationMode: 'API' }
  const making = ask('CreateCluster', { ...request, accessConfig }).catch(() => undefined)
  await begun.promise
  for (const [operation, input] of additions)
    assert.deepEqual(
      await refused(operation, input),
      ['InvalidRequestException', 400, "Cluster 'demo' is not in ACTIVE status"],
      operation,
    )
  seen.reject(new Error('enough was seen'))
  await making
})
