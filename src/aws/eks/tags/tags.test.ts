import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, request, roleArn, setUp } from '../eks.test-support.ts'

type Answer = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** For everything that has tags: how it is made, and where its ARN stands in the answer. */
const makers: Readonly<
  Record<string, readonly [operation: string, input: object, member: string, arn: string]>
> = {
  cluster: ['CreateCluster', { ...request, name: 'two' }, 'cluster', 'arn'],
  'access entry': ['CreateAccessEntry', { principalArn: roleArn }, 'accessEntry', 'accessEntryArn'],
  'add-on': ['CreateAddon', { addonName: 'coredns' }, 'addon', 'addonArn'],
  'node group': [
    'CreateNodegroup',
    { nodegroupName: 'ng', subnets: ['s'], nodeRole: roleArn },
    'nodegroup',
    'nodegroupArn',
  ],
  'Fargate profile': [
    'CreateFargateProfile',
    { fargateProfileName: 'f', podExecutionRoleArn: roleArn, selectors: [{ namespace: 'x' }] },
    'fargateProfile',
    'fargateProfileArn',
  ],
  association: [
    'CreatePodIdentityAssociation',
    { namespace: 'default', serviceAccount: 'app', roleArn },
    'association',
    'associationArn',
  ],
}

async function setUpCluster() {
  const setup = setUp()
  await setup.ask('CreateCluster', { ...request, accessConfig: { authenticationMode: 'API' } })
  return setup
}

for (const [what, [operation, input, member, arn]] of Object.entries(makers))
  test(`the tags of a ${what} are set, listed, taken off and asked for by policies`, async () => {
    const { ask, authorizations } = await setUpCluster()
    const made = (await ask(operation, { clusterName: 'demo', ...input, tags: { a: '1' } })) as Answer
    const resourceArn = String(made[member]![arn])
    await ask('TagResource', { resourceArn, tags: { b: '2', c: '3' } })
    await ask('UntagResource', { resourceArn, tagKeys: ['a', 'b'] })
    assert.deepEqual(await ask('ListTagsForResource', { resourceArn }), { tags: { c: '3' } })
    const [asked] = await authorizations('ListTagsForResource', { resourceArn })
    assert.deepEqual([...asked!.context!], [['aws:resourcetag/c', ['3']]])
  })

test('an identity provider has tags too', async () => {
  const { ask } = await setUpCluster()
  const oidc = { identityProviderConfigName: 'corp', issuerUrl: 'https://corp.example', clientId: 'x' }
  await ask('AssociateIdentityProviderConfig', { clusterName: 'demo', oidc, tags: { a: '1' } })
  const identityProviderConfig = { type: 'oidc', name: 'corp' }
  const shown = (await ask('DescribeIdentityProviderConfig', {
    clusterName: 'demo',
    identityProviderConfig,
  })) as { identityProviderConfig: { oidc: { identityProviderConfigArn: string } } }
  const resourceArn = shown.identityProviderConfig.oidc.identityProviderConfigArn
  assert.match(resourceArn, /identityproviderconfig\/demo\/oidc\/corp\//)
  assert.deepEqual(await ask('ListTagsForResource', { resourceArn }), { tags: { a: '1' } })
})

test('what is not there, not of EKS or of somebody else has no tags here', async () => {
  const { refused } = await setUpCluster()
  const codeOf = async (resourceArn: string, call = {}) =>
    (await refused('ListTagsForResource', { resourceArn }, call))[0]
  const own = `arn:aws:eks:us-east-1:${account}`
  assert.equal(await codeOf(`${own}:addon/demo/coredns/x`), 'NotFoundException')
  assert.equal(await codeOf(`${own}:update/demo/x`), 'BadRequestException')
  assert.equal(await codeOf(`${own}:cluster/demo/x`), 'BadRequestException')
  assert.equal(await codeOf('arn:aws:s3:::x'), 'BadRequestException')
  assert.equal(await codeOf(`${own}:cluster/demo`, { account: '444455556666' }), 'NotFoundException')
  assert.equal(await codeOf(`${own}:cluster/demo`, { region: 'eu-west-1' }), 'NotFoundException')
})
