import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '../../policy/index.ts'
import {
  account,
  administratorAccess,
  allow,
  createTestIam,
  ec2Trust,
  now,
  type Output,
  refusalOf,
} from './iam.test-support.ts'

const arnOf = (resource: string): string => `arn:aws:iam::${account}:${resource}`
const day = 86_400_000

/** Ann is in a group with a policy that the role has as well; both have used S3, the role last. */
async function openScene() {
  const test = await createTestIam()
  const { call, iam } = test
  await call('CreateUser', { UserName: 'ann' })
  await call('CreateUser', { UserName: 'idle' })
  await call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: ec2Trust })
  await call('CreateGroup', { GroupName: 'readers' })
  await call('CreatePolicy', { PolicyName: 'read', PolicyDocument: allow(['s3:Get*', 'sqs:*']) })
  const policy = arnOf('policy/read')
  await call('AttachGroupPolicy', { GroupName: 'readers', PolicyArn: policy })
  await call('AttachRolePolicy', { RoleName: 'app', PolicyArn: policy })
  for (const UserName of ['ann', 'idle']) await call('AddUserToGroup', { GroupName: 'readers', UserName })
  const idOf = async (kind: 'User' | 'Role', name: string) =>
    ((await call(`Get${kind}`, { [`${kind}Name`]: name }))[kind] as Output)[`${kind}Id`] as string
  const ids = { ann: await idOf('User', 'ann'), app: await idOf('Role', 'app') }
  const use = (principalId: string, at: number, ...actions: string[]) =>
    iam.lastUse.note({ at, region: 'eu-west-1', service: 's3', actions, principalId })
  use(ids.ann, now - 2000, 's3:GetObject')
  use(ids.ann, now - 1900, 'iam:GetUser')
  use(ids.app, now - 1000, 's3:GetObject', 's3:ListBucket')
  const report = async (Arn: string, Granularity?: string) => {
    const { JobId } = await call('GenerateServiceLastAccessedDetails', { Arn, Granularity })
    return JobId as string
  }
  const detailsOf = async (Arn: string, Granularity?: string) => {
    const answer = await call('GetServiceLastAccessedDetails', { JobId: await report(Arn, Granularity) })
    return answer['ServicesLastAccessed'] as readonly Output[]
  }
  return { ...test, policy, report, detailsOf, use, ids }
}

test('a policy lists what it allows, with who used it last and how many did', async () => {
  const { policy, detailsOf } = await openScene()
  assert.deepEqual(await detailsOf(policy), [
    {
      ServiceName: 'Amazon S3',
      ServiceNamespace: 's3',
      TotalAuthenticatedEntities: 2,
      LastAuthenticated: new Date(now - 1000),
      LastAuthenticatedEntity: arnOf('role/app'),
      LastAuthenticatedRegion: 'eu-west-1',
    },
    { ServiceName: 'Amazon SQS', ServiceNamespace: 'sqs', TotalAuthenticatedEntities: 0 },
  ])
})

test('actions come with who used each of them last', async () => {
  const { policy, detailsOf } = await openScene()
  const [s3] = await detailsOf(policy, 'ACTION_LEVEL')
  const used = (ActionName: string) => ({
    ActionName,
    LastAccessedEntity: arnOf('role/app'),
    LastAccessedTime: new Date(now - 1000),
    LastAccessedRegion: 'eu-west-1',
  })
  assert.deepEqual(s3!['TrackedActionsLastAccessed'], [used('GetObject'), used('ListBucket')])
})

test('a group speaks of its members, a user and a role of themselves', async () => {
  const { detailsOf } = await openScene()
  for (const [resource, who] of [
    ['group/readers', 'user/ann'],
    ['user/ann', 'user/ann'],
    ['role/app', 'role/app'],
  ] as const) {
    const details = await detailsOf(arnOf(resource))
    assert.deepEqual(
      details.map((each) => each['ServiceNamespace']),
      ['s3', 'sqs'],
    )
    assert.equal(details[0]!['LastAuthenticatedEntity'], arnOf(who))
  }
})

test('whoever may do everything may use every service, page by page', async () => {
  const { call, report } = await openScene()
  const JobId = await report(administratorAccess)
  const first = await call('GetServiceLastAccessedDetails', { JobId, MaxItems: 3 })
  assert.equal((first['ServicesLastAccessed'] as Output[]).length, 3)
  assert.equal(first['IsTruncated'], true)
  const rest = await call('GetServiceLastAccessedDetails', { JobId, MaxItems: 1000, Marker: first['Marker'] })
  assert.ok((rest['ServicesLastAccessed'] as Output[]).length > 400)
})

test('who may have used a service is told, the latest first, then those who did not', async () => {
  const { call, policy, report } = await openScene()
  const JobId = await report(policy)
  const input = { JobId, ServiceNamespace: 's3' }
  const { EntityDetailsList } = await call('GetServiceLastAccessedDetailsWithEntities', input)
  const list = EntityDetailsList as readonly { EntityInfo: Output; LastAuthenticated?: Date }[]
  assert.deepEqual(
    list.map(({ EntityInfo, LastAuthenticated }) => [
      EntityInfo['Type'],
      EntityInfo['Name'],
      LastAuthenticated,
    ]),
    [
      ['ROLE', 'app', new Date(now - 1000)],
      ['USER', 'ann', new Date(now - 2000)],
      ['USER', 'idle', undefined],
    ],
  )
  const other = await call('GetServiceLastAccessedDetailsWithEntities', { JobId, ServiceNamespace: 'ec2' })
  assert.deepEqual(other['EntityDetailsList'], [])
})

test('a report says how things stood when it was made, and forgets what is older than 400 days', async () => {
  const { call, policy, report, use, ids, detailsOf } = await openScene()
  const JobId = await report(policy)
  use(ids.app, now, 'sqs:SendMessage')
  const { ServicesLastAccessed } = await call('GetServiceLastAccessedDetails', { JobId })
  assert.equal((ServicesLastAccessed as Output[])[1]!['TotalAuthenticatedEntities'], 0)
  use(ids.app, now - 401 * day, 'sqs:SendMessage')
  assert.equal((await detailsOf(policy))[1]!['TotalAuthenticatedEntities'], 0)
})

const other: Principal = {
  kind: 'user',
  partition: 'aws',
  account,
  arn: arnOf('user/other'),
  id: 'AIDAOTHER',
}

test('a report is for who asked for it, and of what there is', async () => {
  const { call, report } = await openScene()
  const JobId = await report(arnOf('user/ann'))
  const refused = `404 NoSuchEntity: The job ${JobId} cannot be found.`
  assert.equal(await refusalOf(call('GetServiceLastAccessedDetails', { JobId }, other)), refused)
  const input = { JobId, ServiceNamespace: 's3' }
  assert.equal(await refusalOf(call('GetServiceLastAccessedDetailsWithEntities', input, other)), refused)
  assert.equal(
    await refusalOf(report(arnOf('user/nobody'))),
    '404 NoSuchEntity: The user with name nobody cannot be found.',
  )
  assert.equal(
    await refusalOf(report(arnOf('policy/none'))),
    `404 NoSuchEntity: Policy ${arnOf('policy/none')} was not found.`,
  )
  const foreign = 'arn:aws:iam::999999999999:user/ann'
  assert.equal(
    await refusalOf(report(foreign)),
    `400 InvalidInput: Invalid Entity Arn: ${foreign} does not clearly define entity type and name.`,
  )
})

test('no more than a hundred reports are kept', async () => {
  const { needs, report } = await openScene()
  for (let made = 0; made < 103; made++) await report(arnOf('user/idle'))
  assert.equal(needs.store.list(`iam/${account}/access-report/`).length, 100)
})

test('what a role or key did goes with it', async () => {
  const { call, iam, needs, ids } = await openScene()
  await iam.lastUse.flush()
  await call('DetachRolePolicy', { RoleName: 'app', PolicyArn: arnOf('policy/read') })
  await call('DeleteRole', { RoleName: 'app' })
  assert.deepEqual(
    needs.store.list('iam/principal-use/').map(({ key }) => key),
    [`iam/principal-use/${ids.ann}`],
  )
})
