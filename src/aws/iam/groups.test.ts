import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allow, createTestIam } from './iam.test-support.ts'

const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

async function withDevelopers() {
  const iam = await createTestIam()
  await iam.call('CreateGroup', { GroupName: 'Developers', Path: '/teams/' })
  await iam.call('CreateUser', { UserName: 'ann' })
  const { User } = (await iam.call('GetUser', { UserName: 'ann' })) as { User: { UserId: string } }
  return { ...iam, annId: User.UserId }
}

test('what a group holds is held by its users, until they leave it', async () => {
  const { call, iam, annId } = await withDevelopers()
  await call('PutGroupPolicy', { GroupName: 'developers', PolicyName: 'p', PolicyDocument: allow('s3:*') })
  await call('AttachGroupPolicy', { GroupName: 'Developers', PolicyArn: readOnly })
  assert.equal(iam.policiesOfUser(annId)?.identity.length, 0)
  await call('AddUserToGroup', { GroupName: 'Developers', UserName: 'ann' })
  assert.equal(iam.policiesOfUser(annId)?.identity.length, 2)
  await call('DeleteGroupPolicy', { GroupName: 'Developers', PolicyName: 'p' })
  assert.equal(iam.policiesOfUser(annId)?.identity.length, 1)
  await call('RemoveUserFromGroup', { GroupName: 'Developers', UserName: 'ann' })
  assert.equal(iam.policiesOfUser(annId)?.identity.length, 0)
})

test('a group and its users know each other, also under new names', async () => {
  const { call } = await withDevelopers()
  await call('AddUserToGroup', { GroupName: 'Developers', UserName: 'ann' })
  await call('AddUserToGroup', { GroupName: 'Developers', UserName: 'ann' })
  await call('UpdateGroup', { GroupName: 'Developers', NewGroupName: 'Builders', NewPath: '/' })
  await call('UpdateUser', { UserName: 'ann', NewUserName: 'anna' })
  const group = await call('GetGroup', { GroupName: 'builders' })
  assert.deepEqual(
    (group['Users'] as { UserName: string }[]).map((user) => user.UserName),
    ['anna'],
  )
  assert.equal((group['Group'] as { Arn: string }).Arn, 'arn:aws:iam::111122223333:group/Builders')
  const { Groups } = await call('ListGroupsForUser', { UserName: 'anna' })
  assert.deepEqual(
    (Groups as { GroupName: string }[]).map((each) => each.GroupName),
    ['Builders'],
  )
})

test('lists tell groups by path, in the order of their names, page by page', async () => {
  const { call } = await withDevelopers()
  for (const name of ['b', 'A', 'c']) await call('CreateGroup', { GroupName: name })
  const names = (output: object) =>
    (output as { Groups: { GroupName: string }[] }).Groups.map((group) => group.GroupName)
  const first = await call('ListGroups', { MaxItems: 2 })
  assert.deepEqual(names(first), ['A', 'b'])
  assert.deepEqual(names(await call('ListGroups', { Marker: first['Marker'] })), ['c', 'Developers'])
  assert.deepEqual(names(await call('ListGroups', { PathPrefix: '/teams/' })), ['Developers'])
})

test('reports and counts tell of groups', async () => {
  const { call } = await withDevelopers()
  await call('AttachGroupPolicy', { GroupName: 'Developers', PolicyArn: readOnly })
  await call('AddUserToGroup', { GroupName: 'Developers', UserName: 'ann' })
  const summary = (await call('GetAccountSummary'))['SummaryMap'] as Record<string, number>
  assert.equal(summary['Groups'], 1)
  const entities = await call('ListEntitiesForPolicy', { PolicyArn: readOnly, EntityFilter: 'Group' })
  assert.deepEqual(
    (entities['PolicyGroups'] as { GroupName: string }[]).map((group) => group.GroupName),
    ['Developers'],
  )
  const details = await call('GetAccountAuthorizationDetails', { Filter: ['Group', 'User'] })
  const [group] = details['GroupDetailList'] as { GroupName: string; AttachedManagedPolicies: object[] }[]
  assert.equal(group?.GroupName, 'Developers')
  assert.equal(group.AttachedManagedPolicies.length, 1)
  const users = details['UserDetailList'] as { UserName: string; GroupList: string[] }[]
  assert.deepEqual(users.find((user) => user.UserName === 'ann')?.GroupList, ['Developers'])
})

test('a call on a group asks permission for that group', async () => {
  const { authorizations } = await withDevelopers()
  const [asked] = await authorizations('AddUserToGroup', { GroupName: 'Developers', UserName: 'ann' })
  assert.equal(asked?.action, 'iam:AddUserToGroup')
  assert.equal(asked.resource, 'arn:aws:iam::111122223333:group/teams/Developers')
  assert.equal(asked.resourceLabel, 'group Developers')
})
