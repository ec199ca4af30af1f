import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call, Operation } from '../../protocol/index.ts'
import { account, arn, creator, now, request, roleArn, setUp } from '../eks.test-support.ts'
import { createEks, type RunningCluster } from '../index.ts'

test('a cluster is CREATING in the answer and ACTIVE at the next look, with its own issuer', async () => {
  const { cluster, running } = setUp()
  const created = await cluster('CreateCluster', { ...request, tags: { team: 'red' } })
  assert.equal(created.status, 'CREATING')
  const { resourcesVpcConfig, ...described } = await cluster('DescribeCluster', { name: 'demo' })
  const { clusterSecurityGroupId, vpcId, ...vpc } = resourcesVpcConfig as Record<string, string>
  assert.match(clusterSecurityGroupId!, /^sg-[0-9a-f]{17}$/)
  assert.match(vpcId!, /^vpc-[0-9a-f]{17}$/)
  assert.deepEqual(vpc, {
    subnetIds: ['subnet-1', 'subnet-2'],
    securityGroupIds: [],
    endpointPublicAccess: true,
    endpointPrivateAccess: false,
    publicAccessCidrs: ['0.0.0.0/0'],
  })
  assert.deepEqual(described, {
    name: 'demo',
    arn,
    createdAt: new Date(now),
    version: '1.35',
    endpoint: 'https://127.0.0.1:1',
    identity: { oidc: { issuer: `https://issuer/${account}/us-east-1/demo` } },
    certificateAuthority: { data: 'Q0E=' },
    roleArn,
    kubernetesNetworkConfig: {
      ipFamily: 'ipv4',
      serviceIpv4Cidr: '10.100.0.0/16',
      elasticLoadBalancing: { enabled: false },
    },
    logging: {
      clusterLogging: [
        { types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'], enabled: false },
      ],
    },
    status: 'ACTIVE',
    platformVersion: 'eks.1',
    tags: { team: 'red' },
    health: { issues: [] },
    accessConfig: { authenticationMode: 'CONFIG_MAP' },
    upgradePolicy: { supportType: 'EXTENDED' },
    deletionProtection: false,
  })
  assert.equal(running.size, 1)
})

test('an endpoint that is another after a restart is shown as it is', async () => {
  const { cluster, running } = setUp()
  await cluster('CreateCluster', request)
  const [[key, facts]] = [...running] as [[string, RunningCluster]]
  running.set(key, { ...facts, endpoint: 'https://127.0.0.1:2' })
  assert.equal((await cluster('DescribeCluster', { name: 'demo' })).endpoint, 'https://127.0.0.1:2')
})

test('settings are kept as they were given', async () => {
  const { cluster } = setUp()
  const given = {
    version: '1.33',
    accessConfig: { authenticationMode: 'API' },
    upgradePolicy: { supportType: 'STANDARD' },
    kubernetesNetworkConfig: { ipFamily: 'ipv6' },
    logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: true }] },
    encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: 'arn:aws:kms:x' } }],
    computeConfig: { enabled: false },
  }
  await cluster('CreateCluster', { ...request, ...given })
  const described = await cluster('DescribeCluster', { name: 'demo' })
  assert.equal(described.version, '1.33')
  assert.deepEqual(described.accessConfig, given.accessConfig)
  assert.deepEqual(described.upgradePolicy, given.upgradePolicy)
  assert.deepEqual(described.encryptionConfig, given.encryptionConfig)
  assert.deepEqual(described.computeConfig, given.computeConfig)
  assert.deepEqual(described.logging, {
    clusterLogging: [
      { types: ['api', 'audit'], enabled: true },
      { types: ['authenticator', 'controllerManager', 'scheduler'], enabled: false },
    ],
  })
})

test('a name is taken once; the same request again is answered with the same cluster', async () => {
  const { cluster, refused } = setUp()
  await cluster('CreateCluster', { ...request, clientRequestToken: 't1' })
  const again = await cluster('CreateCluster', { ...request, clientRequestToken: 't1' })
  assert.equal(again.status, 'ACTIVE')
  const taken = ['ResourceInUseException', 409, 'Cluster already exists with name: demo']
  assert.deepEqual(await refused('CreateCluster', { ...request, clientRequestToken: 't2' }), taken)
  assert.deepEqual(await refused('CreateCluster', request), taken)
})

test('two requests at once make one cluster', async () => {
  let started = 0
  const { ask } = setUp({
    startCluster: async () => {
      started++
      return { issuer: 'https://issuer', endpoint: 'https://x', certificateAuthorityData: '' }
    },
  })
  const answers = await Promise.allSettled([ask('CreateCluster', request), ask('CreateCluster', request)])
  assert.deepEqual(answers.map((answer) => answer.status).toSorted(), ['fulfilled', 'rejected'])
  assert.equal(started, 1)
})

test('a cluster is not deleted while it is made', async () => {
  const begun = Promise.withResolvers<void>()
  const made = Promise.withResolvers<RunningCluster>()
  const { ask, cluster, refused } = setUp({
    startCluster: async () => {
      begun.resolve()
      return made.promise
    },
  })
  const creating = cluster('CreateCluster', request)
  await begun.promise
  assert.deepEqual(await refused('DeleteCluster', { name: 'demo' }), [
    'ResourceInUseException',
    409,
    'Cannot delete because cluster demo currently has status CREATING',
  ])
  made.resolve({ issuer: 'https://i', endpoint: 'https://e', certificateAuthorityData: '' })
  await creating
  await ask('DeleteCluster', { name: 'demo' })
})

test('two deletions at once are one, and end no cluster that is made after them', async () => {
  const stopped: string[] = []
  const { cluster, running } = setUp({
    stopCluster: async ({ name }) => {
      await Promise.resolve()
      stopped.push(name)
    },
  })
  await cluster('CreateCluster', request)
  const name = { name: 'demo' }
  const answers = await Promise.all([cluster('DeleteCluster', name), cluster('DeleteCluster', name)])
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['DELETING', 'DELETING'],
  )
  assert.deepEqual(stopped, ['demo'])
  running.clear()
  assert.equal((await cluster('CreateCluster', request)).status, 'CREATING')
  assert.equal((await cluster('DescribeCluster', name)).status, 'ACTIVE')
})

test('an account has 100 clusters in a region at most', async () => {
  const { cluster, refused } = setUp()
  for (let number = 0; number < 100; number++)
    await cluster('CreateCluster', {
      ...request,
      name: `c${number}`,
      bootstrapSelfManagedAddons: false,
    })
  const [code] = await refused('CreateCluster', { ...request, name: 'more' })
  assert.equal(code, 'ResourceLimitExceededException')
  await cluster('CreateCluster', { ...request, name: 'more' }, { region: 'us-east-2' })
  await cluster('DeleteCluster', { name: 'c1' })
  await cluster('CreateCluster', { ...request, name: 'more' })
})

test('accounts and regions know only their own clusters', async () => {
  const { cluster, ask, refused } = setUp()
  await cluster('CreateCluster', request)
  await cluster('CreateCluster', request, { region: 'eu-west-1' })
  await cluster('CreateCluster', request, { account: '444455556666' })
  assert.deepEqual(await ask('ListClusters'), { clusters: ['demo'] })
  const elsewhere = await refused('DescribeCluster', { name: 'demo' }, { region: 'eu-north-1' })
  assert.deepEqual(elsewhere, ['ResourceNotFoundException', 404, 'No cluster found for name: demo.'])
})

test('a deleted cluster is gone, and its issuer with it', async () => {
  const { cluster, refused, running } = setUp()
  const gone = ['ResourceNotFoundException', 404, 'No cluster found for name: demo.']
  assert.deepEqual(await refused('DeleteCluster', { name: 'demo' }), gone)
  await cluster('CreateCluster', request)
  assert.equal((await cluster('DeleteCluster', { name: 'demo' })).status, 'DELETING')
  assert.equal(running.size, 0)
  assert.deepEqual(await refused('DescribeCluster', { name: 'demo' }), gone)
  assert.equal((await cluster('CreateCluster', request)).status, 'CREATING')
})

test('deletion protection protects', async () => {
  const { cluster, refused, running } = setUp()
  await cluster('CreateCluster', { ...request, deletionProtection: true })
  assert.equal((await refused('DeleteCluster', { name: 'demo' }))[0], 'InvalidRequestException')
  assert.equal(running.size, 1)
})

test('a cluster that does not start leaves nothing behind', async () => {
  const { ask, refused } = setUp({ startCluster: () => Promise.reject(new Error('no port')) })
  await assert.rejects(ask('CreateCluster', request), /no port/)
  assert.equal((await refused('DescribeCluster', { name: 'demo' }))[0], 'ResourceNotFoundException')
})

test('a cluster whose making was cut short by a crash has failed and can be deleted', async () => {
  const { needs } = setUp({ startCluster: () => new Promise(() => undefined) })
  const { service } = createEks(needs)
  const create = service.operations.CreateCluster as Operation<object>
  void create.invoke(request, {
    account,
    region: 'us-east-1',
    partition: 'aws',
    now,
    caller: creator,
  } as Call)
  await new Promise((resolve) => setImmediate(resolve))
  const { cluster } = setUp({ store: needs.store })
  assert.equal((await cluster('DescribeCluster', { name: 'demo' })).status, 'FAILED')
  assert.equal((await cluster('DeleteCluster', { name: 'demo' })).status, 'DELETING')
})

test('what cannot be is refused', async () => {
  const { refused } = setUp()
  const create = (patch: object) => refused('CreateCluster', { ...request, ...patch })
  assert.deepEqual(await create({ version: '1.99' }), [
    'InvalidParameterException',
    400,
    'unsupported Kubernetes version',
  ])
  assert.equal((await create({ version: '1.29' }))[0], 'InvalidParameterException')
  assert.equal((await create({ roleArn: 'eks' }))[0], 'InvalidParameterException')
  assert.equal((await create({ outpostConfig: {} }))[0], 'NotImplemented')
  assert.equal((await create({ computeConfig: { enabled: true } }))[0], 'NotImplemented')
})

test('versions that EKS has retired are taken where the operator lets them, and no others', async () => {
  const { cluster, refused } = setUp({ retiredVersionsFrom: '1.16' })
  assert.equal((await cluster('CreateCluster', { ...request, version: '1.16' })).version, '1.16')
  for (const version of ['1.15', '1.99', '1.16.1', '2.20'])
    assert.equal(
      (await refused('CreateCluster', { ...request, name: 'o', version }))[0],
      'InvalidParameterException',
    )
  const updated = await cluster('DescribeCluster', { name: 'demo' })
  assert.equal(updated.version, '1.16')
  assert.equal(
    (await refused('UpdateClusterVersion', { name: 'demo', version: '1.15' }))[0],
    'InvalidParameterException',
  )
})

test('clusters are listed page by page', async () => {
  const { cluster, ask, refused } = setUp()
  for (const name of ['c', 'a', 'b']) await cluster('CreateCluster', { ...request, name })
  const first = (await ask('ListClusters', { maxResults: 2, include: ['all'] })) as { nextToken: string }
  assert.deepEqual(first, { clusters: ['a', 'b'], nextToken: first.nextToken })
  assert.deepEqual(await ask('ListClusters', { maxResults: 2, nextToken: first.nextToken }), {
    clusters: ['c'],
  })
  assert.equal((await refused('ListClusters', { nextToken: '!' }))[0], 'InvalidParameterException')
})

test('tags are set, listed and taken off', async () => {
  const { cluster, ask, refused } = setUp()
  await cluster('CreateCluster', { ...request, tags: { team: 'red' } })
  await ask('TagResource', { resourceArn: arn, tags: { stage: 'dev', team: 'blue' } })
  assert.deepEqual(await ask('ListTagsForResource', { resourceArn: arn }), {
    tags: { team: 'blue', stage: 'dev' },
  })
  await ask('UntagResource', { resourceArn: arn, tagKeys: ['team', 'none'] })
  assert.deepEqual((await cluster('DescribeCluster', { name: 'demo' })).tags, { stage: 'dev' })
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']))
  assert.equal((await refused('TagResource', { resourceArn: arn, tags: many }))[0], 'BadRequestException')
  assert.equal((await refused('ListTagsForResource', { resourceArn: `${arn}x` }))[0], 'NotFoundException')
  assert.equal((await refused('ListTagsForResource', { resourceArn: 'demo' }))[0], 'BadRequestException')
  const foreign = { account: '444455556666' }
  assert.equal(
    (await refused('TagResource', { resourceArn: arn, tags: { a: 'b' } }, foreign))[0],
    'NotFoundException',
  )
})

test('each call asks for its permission on its cluster', async () => {
  const { cluster, authorizations } = setUp()
  await cluster('CreateCluster', { ...request, tags: { team: 'red' } })
  const asked = async (operation: string, input: object) =>
    (await authorizations(operation, input)).map(({ action, resource }) => `${action} ${resource}`)
  assert.deepEqual(await asked('CreateCluster', request), [
    `eks:CreateCluster ${arn}`,
    `iam:PassRole ${roleArn}`,
  ])
  assert.deepEqual(await asked('DescribeCluster', { name: 'demo' }), [`eks:DescribeCluster ${arn}`])
  assert.deepEqual(await asked('DeleteCluster', { name: 'demo' }), [`eks:DeleteCluster ${arn}`])
  assert.deepEqual(await asked('TagResource', { resourceArn: arn, tags: {} }), [`eks:TagResource ${arn}`])
  const [described] = await authorizations('DescribeCluster', { name: 'demo' })
  assert.deepEqual([...described!.context!], [['aws:resourcetag/team', ['red']]])
})

interface Versions {
  readonly clusterVersions: readonly { readonly clusterVersion: string; readonly versionStatus: string }[]
  readonly nextToken?: string
}

test('versions are shown with their support, the unsupported ones on demand', async () => {
  const { ask, refused } = setUp()
  const names = async (input: object) =>
    ((await ask('DescribeClusterVersions', input)) as Versions).clusterVersions.map(
      (each) => each.clusterVersion,
    )
  assert.deepEqual(await names({}), ['1.35', '1.34', '1.33', '1.32', '1.31'])
  assert.deepEqual(await names({ versionStatus: 'STANDARD_SUPPORT' }), ['1.35', '1.34'])
  assert.deepEqual(await names({ status: 'extended-support' }), ['1.33', '1.32', '1.31'])
  assert.deepEqual(await names({ versionStatus: 'UNSUPPORTED' }), ['1.30', '1.29'])
  assert.deepEqual(await names({ defaultOnly: true }), ['1.35'])
  assert.deepEqual(await names({ clusterVersions: ['1.29', '1.34'] }), ['1.34', '1.29'])
  assert.equal((await names({ includeAll: true })).length, 7)
  assert.deepEqual(await names({ clusterType: 'other' }), [])
  const page = (await ask('DescribeClusterVersions', { maxResults: 3 })) as Versions
  assert.deepEqual([page.clusterVersions.length, page.nextToken], [3, '3'])
  assert.deepEqual(await names({ maxResults: 3, nextToken: '3' }), ['1.32', '1.31'])
  assert.equal((await refused('DescribeClusterVersions', { nextToken: 'x' }))[0], 'InvalidParameterException')
})

test('however late it is, one version is supported', async () => {
  const { ask, cluster } = setUp({ clock: () => Date.parse('2040-01-01') })
  const { clusterVersions } = (await ask('DescribeClusterVersions')) as Versions
  assert.deepEqual(
    clusterVersions.map((each) => each.versionStatus),
    ['STANDARD_SUPPORT'],
  )
  assert.equal((await cluster('CreateCluster', request)).version, '1.35')
})
