import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  account,
  administratorAccess,
  allow,
  createTestIam,
  ec2Trust,
  type Output,
  refusalOf,
  type TestIam,
} from './iam.test-support.ts'

const iamArn = (resource: string): string => `arn:aws:iam::${account}:${resource}`

test('a provider without thumbprints gets the one that its server shows', async () => {
  const { call } = await createTestIam({ thumbprintOf: () => Promise.resolve('AB'.repeat(20)) })
  await call('CreateOpenIDConnectProvider', { Url: 'https://issuer.example.com' })
  const read = await call('GetOpenIDConnectProvider', {
    OpenIDConnectProviderArn: iamArn('oidc-provider/issuer.example.com'),
  })
  assert.deepEqual(read['ThumbprintList'], ['ab'.repeat(20)])
  assert.deepEqual(read['ClientIDList'], [])
})

test('a provider without thumbprints whose server cannot be reached is refused', async () => {
  const { call, needs } = await createTestIam({ thumbprintOf: () => Promise.reject(new Error('down')) })
  const { revision } = needs.store
  assert.equal(
    await refusalOf(call('CreateOpenIDConnectProvider', { Url: 'https://issuer.example.com' })),
    '400 OpenIdIdpCommunicationError: Could not connect to https://issuer.example.com',
  )
  assert.equal(needs.store.revision, revision)
})

test('a slash at the end of an issuer makes another provider', async () => {
  const { call } = await createTestIam()
  await call('CreateOpenIDConnectProvider', { Url: 'https://issuer.example.com' })
  await call('CreateOpenIDConnectProvider', { Url: 'https://issuer.example.com/' })
  const { OpenIDConnectProviderList: list } = await call('ListOpenIDConnectProviders')
  assert.deepEqual(list, [
    { Arn: iamArn('oidc-provider/issuer.example.com') },
    { Arn: iamArn('oidc-provider/issuer.example.com/') },
  ])
})

/** Reads all pages of a list, `size` at a time. */
async function pagesOf(
  call: TestIam['call'],
  operation: string,
  input: object,
  member: string,
  size: number,
): Promise<readonly (readonly Output[])[]> {
  const pages: Output[][] = []
  let Marker: unknown
  do {
    const page = await call(operation, { ...input, MaxItems: size, Marker })
    pages.push(page[member] as Output[])
    Marker = page['Marker']
    assert.equal(page['IsTruncated'], Marker !== undefined)
  } while (Marker !== undefined)
  return pages
}

test('roles are listed in pages, by path, in the order of their names', async () => {
  const { call } = await createTestIam()
  for (const [RoleName, Path] of [
    ['b', '/x/'],
    ['A', '/'],
    ['c', '/x/y/'],
    ['D', '/x/'],
    ['e', '/xy/'],
  ])
    await call('CreateRole', { RoleName, Path, AssumeRolePolicyDocument: ec2Trust })
  const names = (pages: readonly (readonly Output[])[]) =>
    pages.map((page) => page.map((role) => role['RoleName']))
  assert.deepEqual(names(await pagesOf(call, 'ListRoles', {}, 'Roles', 2)), [['A', 'b'], ['c', 'D'], ['e']])
  assert.deepEqual(names(await pagesOf(call, 'ListRoles', {}, 'Roles', 5)), [['A', 'b', 'c', 'D', 'e']])
  assert.deepEqual(names(await pagesOf(call, 'ListRoles', { PathPrefix: '/x/' }, 'Roles', 2)), [
    ['b', 'c'],
    ['D'],
  ])
  const [first] = (await pagesOf(call, 'ListRoles', {}, 'Roles', 100))[0]!
  assert.deepEqual(Object.keys(first!).sort(), [
    'Arn',
    'AssumeRolePolicyDocument',
    'CreateDate',
    'MaxSessionDuration',
    'Path',
    'RoleId',
    'RoleName',
  ])
})

test('a page goes on where it ended though what it ended with was deleted', async () => {
  const { call } = await createTestIam()
  for (const RoleName of ['a', 'b', 'c'])
    await call('CreateRole', { RoleName, AssumeRolePolicyDocument: ec2Trust })
  const { Marker } = await call('ListRoles', { MaxItems: 2 })
  await call('DeleteRole', { RoleName: 'b' })
  const rest = await call('ListRoles', { MaxItems: 2, Marker })
  assert.deepEqual(
    (rest['Roles'] as Output[]).map((role) => role['RoleName']),
    ['c'],
  )
})

test('tags and inline policies are listed in pages', async () => {
  const { call } = await createTestIam()
  await call('CreateUser', { UserName: 'ann' })
  const Tags = ['z', 'y', 'x'].map((Key) => ({ Key, Value: '' }))
  await call('TagUser', { UserName: 'ann', Tags })
  const tagPages = await pagesOf(call, 'ListUserTags', { UserName: 'ann' }, 'Tags', 2)
  assert.deepEqual(tagPages, [Tags.slice(0, 2), Tags.slice(2)])
  for (const PolicyName of ['b', 'a', 'c'])
    await call('PutUserPolicy', { UserName: 'ann', PolicyName, PolicyDocument: allow('s3:*') })
  const namePages = await pagesOf(call, 'ListUserPolicies', { UserName: 'ann' }, 'PolicyNames', 2)
  assert.deepEqual(namePages, [['a', 'b'], ['c']])
})

test('inline and trust policies may be of the older version, or of none', async () => {
  const { call } = await createTestIam()
  const { Version: _, ...trust } = JSON.parse(ec2Trust) as Record<string, unknown>
  const { Version: __, ...inline } = JSON.parse(allow('s3:*')) as Record<string, unknown>
  for (const version of [{}, { Version: '2008-10-17' }]) {
    const document = (policy: object): string => JSON.stringify({ ...version, ...policy })
    const RoleName = `app${Object.values(version).join('')}`
    await call('CreateRole', { RoleName, AssumeRolePolicyDocument: document(trust) })
    await call('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: document(trust) })
    await call('PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument: document(inline) })
  }
})

test('managed policies are listed by scope, use and path', async () => {
  const { call } = await createTestIam()
  await call('CreatePolicy', { PolicyName: 'own', PolicyDocument: allow('s3:*') })
  await call('CreatePolicy', { PolicyName: 'limit', Path: '/x/', PolicyDocument: allow('s3:*') })
  await call('CreateUser', { UserName: 'ann', PermissionsBoundary: iamArn('policy/x/limit') })
  const namesBy = async (input: object): Promise<unknown[]> => {
    const { Policies } = await call('ListPolicies', { MaxItems: 1000, ...input })
    return (Policies as Output[]).map((policy) => policy['PolicyName'])
  }
  assert.deepEqual(await namesBy({ Scope: 'Local' }), ['limit', 'own'])
  assert.deepEqual(await namesBy({ Scope: 'Local', PathPrefix: '/x/' }), ['limit'])
  assert.deepEqual(await namesBy({ OnlyAttached: true }), ['AdministratorAccess'])
  assert.deepEqual(await namesBy({ PolicyUsageFilter: 'PermissionsBoundary' }), ['limit'])
  assert.deepEqual(
    await namesBy({ Scope: 'AWS', PathPrefix: '/job-function/' }).then((names) => names.length),
    11,
  )
  const all = (await pagesOf(call, 'ListPolicies', {}, 'Policies', 500)).flat()
  assert.equal(new Set(all.map((policy) => policy['Arn'])).size, all.length)
  assert.ok(all.length > 1500)
})

test('the entities of a policy are its roles and users, attached or bounded', async () => {
  const { call } = await createTestIam()
  await call('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*') })
  const PolicyArn = iamArn('policy/p')
  await call('CreateUser', { UserName: 'ann', PermissionsBoundary: PolicyArn })
  await call('AttachUserPolicy', { UserName: 'ann', PolicyArn })
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: ec2Trust })
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn })
  const entities = async (input: object): Promise<unknown[]> => {
    const answer = await call('ListEntitiesForPolicy', { PolicyArn, ...input })
    return [
      ...(answer['PolicyUsers'] as Output[]).map((user) => user['UserName']),
      ...(answer['PolicyRoles'] as Output[]).map((role) => role['RoleName']),
    ]
  }
  assert.deepEqual(await entities({}), ['ann', 'r'])
  assert.deepEqual(await entities({ EntityFilter: 'Role' }), ['r'])
  assert.deepEqual(await entities({ EntityFilter: 'Group' }), [])
  assert.deepEqual(await entities({ PolicyUsageFilter: 'PermissionsBoundary' }), ['ann'])
  await call('UpdateUser', { UserName: 'ann', NewUserName: 'anna' })
  assert.deepEqual(await entities({ EntityFilter: 'User' }), ['anna'])
  const { Policy } = await call('GetPolicy', { PolicyArn })
  assert.equal((Policy as Output)['AttachmentCount'], 2)
  assert.equal((Policy as Output)['PermissionsBoundaryUsageCount'], 1)
})

test('a boundary written over is counted for the new policy alone', async () => {
  const { call } = await createTestIam()
  const first = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: ec2Trust, PermissionsBoundary: first })
  await call('PutRolePermissionsBoundary', { RoleName: 'r', PermissionsBoundary: administratorAccess })
  const usesOf = async (PolicyArn: string) =>
    ((await call('GetPolicy', { PolicyArn }))['Policy'] as Output)['PermissionsBoundaryUsageCount']
  assert.deepEqual([await usesOf(first), await usesOf(administratorAccess)], [0, 1])
  await call('DeleteRole', { RoleName: 'r' })
  assert.equal(await usesOf(administratorAccess), 0)
})

test('the summary counts, and the details show every document', async () => {
  const { call } = await createTestIam()
  await call('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*') })
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: ec2Trust })
  await call('PutRolePolicy', { RoleName: 'r', PolicyName: 'i', PolicyDocument: allow('s3:*') })
  await call('CreateOpenIDConnectProvider', { Url: 'https://issuer.example.com' })
  const { SummaryMap } = (await call('GetAccountSummary')) as { SummaryMap: Output }
  const { Users, Roles, Policies, Providers } = SummaryMap
  assert.deepEqual([Users, Roles, Policies, Providers], [1, 1, 1, 1])
  const details = await call('GetAccountAuthorizationDetails')
  assert.equal((details['UserDetailList'] as Output[]).length, 1)
  assert.equal((details['RoleDetailList'] as Output[]).length, 1)
  assert.deepEqual(
    (details['Policies'] as Output[]).map((policy) => policy['PolicyName']),
    ['p', 'AdministratorAccess'],
  )
  const roles = await call('GetAccountAuthorizationDetails', { Filter: ['Role'] })
  assert.deepEqual(roles['UserDetailList'], [])
  assert.equal(decodeURIComponent(JSON.stringify(roles['RoleDetailList'])).includes('s3:*'), true)
})

test('the last use of roles and keys is told where it is known', async () => {
  const at = Date.UTC(2026, 0, 1)
  const { call, iam } = await createTestIam()
  const made = await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: ec2Trust })
  const principalId = (made['Role'] as Output)['RoleId'] as string
  const use = { at, region: 'eu-west-1', service: 's3', actions: ['s3:GetObject'] }
  iam.lastUse.note({ ...use, principalId })
  iam.lastUse.note({ ...use, accessKeyId: 'AKIAADMIN' })
  const { Role } = await call('GetRole', { RoleName: 'r' })
  assert.deepEqual((Role as Output)['RoleLastUsed'], { LastUsedDate: new Date(at), Region: 'eu-west-1' })
  const { RoleDetailList } = await call('GetAccountAuthorizationDetails', { Filter: ['Role'] })
  const [detail] = RoleDetailList as readonly Output[]
  assert.deepEqual(detail!['RoleLastUsed'], { LastUsedDate: new Date(at), Region: 'eu-west-1' })
  const { Roles } = await call('ListRoles')
  assert.equal('RoleLastUsed' in (Roles as readonly Output[])[0]!, false)
  await call('GenerateCredentialReport')
  const { Content } = await call('GetCredentialReport')
  assert.match(Buffer.from(Content as Uint8Array).toString(), /,2026-01-01T00:00:00\+00:00,eu-west-1,s3,/)
  const used = await call('GetAccessKeyLastUsed', { AccessKeyId: 'AKIAADMIN' })
  assert.deepEqual(used, {
    UserName: 'admin',
    AccessKeyLastUsed: { LastUsedDate: new Date(at), ServiceName: 's3', Region: 'eu-west-1' },
  })
})

test('of two calls that make the same name at once, one is refused', async () => {
  const { call } = await createTestIam()
  const create = () => call('CreateUser', { UserName: 'ann' })
  const outcomes = await Promise.allSettled([create(), create(), create()])
  assert.deepEqual(outcomes.map((outcome) => outcome.status).sort(), ['fulfilled', 'rejected', 'rejected'])
})
