import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestIam, ec2Trust, refusalOf } from './iam.test-support.ts'

async function withProfile() {
  const iam = await createTestIam()
  await iam.call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: ec2Trust })
  await iam.call('CreateInstanceProfile', { InstanceProfileName: 'Nodes', Path: '/eks/' })
  await iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'nodes', RoleName: 'app' })
  return iam
}

interface Profiles {
  readonly InstanceProfiles: readonly { InstanceProfileName: string; Roles: { RoleName: string }[] }[]
}

test('a profile and its role know each other, until the role is taken out', async () => {
  const { call } = await withProfile()
  const { InstanceProfile } = (await call('GetInstanceProfile', { InstanceProfileName: 'NODES' })) as {
    InstanceProfile: { Arn: string; InstanceProfileId: string; Roles: { RoleName: string }[] }
  }
  assert.equal(InstanceProfile.Arn, 'arn:aws:iam::111122223333:instance-profile/eks/Nodes')
  assert.match(InstanceProfile.InstanceProfileId, /^AIPA[A-Z2-7]{17}$/)
  assert.deepEqual(
    InstanceProfile.Roles.map((role) => role.RoleName),
    ['app'],
  )
  const ofRole = (await call('ListInstanceProfilesForRole', { RoleName: 'app' })) as unknown as Profiles
  assert.equal(ofRole.InstanceProfiles[0]?.InstanceProfileName, 'Nodes')
  await call('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'Nodes', RoleName: 'app' })
  await call('DeleteRole', { RoleName: 'app' })
  await call('DeleteInstanceProfile', { InstanceProfileName: 'Nodes' })
  assert.deepEqual((await call('ListInstanceProfiles'))['InstanceProfiles'], [])
})

test('a role made anew is not in the profile of the one before', async () => {
  const { call } = await withProfile()
  const refusal = await refusalOf(call('DeleteRole', { RoleName: 'app' }))
  assert.match(refusal, /^409 DeleteConflict: Cannot delete entity, must remove roles from instance profile/)
})

test('lists tell profiles by path, page by page, and reports count them', async () => {
  const { call } = await withProfile()
  for (const name of ['b', 'A']) await call('CreateInstanceProfile', { InstanceProfileName: name })
  const names = (output: object) =>
    (output as Profiles).InstanceProfiles.map((profile) => profile.InstanceProfileName)
  const first = await call('ListInstanceProfiles', { MaxItems: 2 })
  assert.deepEqual(names(first), ['A', 'b'])
  assert.deepEqual(names(await call('ListInstanceProfiles', { Marker: first['Marker'] })), ['Nodes'])
  assert.deepEqual(names(await call('ListInstanceProfiles', { PathPrefix: '/eks/' })), ['Nodes'])
  const summary = (await call('GetAccountSummary'))['SummaryMap'] as Record<string, number>
  assert.equal(summary['InstanceProfiles'], 3)
  const details = await call('GetAccountAuthorizationDetails', { Filter: ['Role'] })
  const [role] = details['RoleDetailList'] as { InstanceProfileList: unknown[] }[]
  assert.equal(role?.InstanceProfileList.length, 1)
})

test('tags of a profile come and go', async () => {
  const { authorizations, call } = await withProfile()
  const input = { InstanceProfileName: 'Nodes' }
  await call('TagInstanceProfile', { ...input, Tags: [{ Key: 'Team', Value: 'a' }] })
  assert.deepEqual((await call('ListInstanceProfileTags', input))['Tags'], [{ Key: 'Team', Value: 'a' }])
  const [asked] = await authorizations('DeleteInstanceProfile', input)
  assert.deepEqual(asked?.context?.get('aws:resourcetag/team'), ['a'])
  await call('UntagInstanceProfile', { ...input, TagKeys: ['team', 'Team'] })
  assert.deepEqual((await call('ListInstanceProfileTags', input))['Tags'], [])
})

test('putting a role into a profile asks to pass it to EC2', async () => {
  const { authorizations } = await withProfile()
  const asked = await authorizations('AddRoleToInstanceProfile', {
    InstanceProfileName: 'Nodes',
    RoleName: 'app',
  })
  assert.deepEqual(
    asked.map(({ action, resource }) => [action, resource]),
    [
      ['iam:AddRoleToInstanceProfile', 'arn:aws:iam::111122223333:instance-profile/eks/Nodes'],
      ['iam:PassRole', 'arn:aws:iam::111122223333:role/app'],
    ],
  )
  assert.deepEqual(asked[1]?.context?.get('iam:passedtoservice'), ['ec2.amazonaws.com'])
})
