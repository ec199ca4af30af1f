import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CompiledPolicy, decide, type Principal } from '../../policy/index.ts'
import { account, administratorAccess, allow, createTestIam, ec2Trust, trustOf } from './iam.test-support.ts'
import type { HeldPolicies } from './index.ts'
import { providersPrefix } from './keys.ts'
import type { ProviderRecord } from './model.ts'

const user: Principal = {
  kind: 'user',
  partition: 'aws',
  account,
  arn: `arn:aws:iam::${account}:user/ann`,
  id: 'AIDAANN',
}

const effectOf = (policies: HeldPolicies | undefined, action: string): string =>
  decide({
    principal: user,
    action,
    resource: 'arn:aws:s3:::bucket/key',
    context: new Map(),
    policies: policies ?? { identity: [] },
  }).effect

test('a new account has an administrator whose key is found and whose policy allows everything', async () => {
  const { iam, needs } = await createTestIam()
  const key = iam.findAccessKey('AKIAADMIN')
  assert.equal(key?.secretAccessKey, 'admin secret')
  assert.ok(key?.user !== undefined && key.user !== 'root')
  assert.equal(key.user.arn, `arn:aws:iam::${account}:user/admin`)
  const held = iam.policiesOfUser(key.user.id)
  assert.deepEqual(
    held?.identity.map((policy) => policy.name),
    [administratorAccess],
  )
  assert.equal(held?.boundary, undefined)
  assert.equal(effectOf(held, 's3:GetObject'), 'allow')
  assert.deepEqual(
    iam.listAccounts().map((record) => record.account),
    [account],
  )
  const stored = needs.store.list('iam/').map((entry) => JSON.stringify(entry.value))
  assert.ok(!stored.some((text) => text.includes('admin secret')), 'no secret is kept in the clear')
})

test('an account is made once', async () => {
  const { iam, needs } = await createTestIam()
  const { revision } = needs.store
  const again = { name: 'other', accessKeyId: 'AKIAOTHER', secretAccessKey: 'x' }
  assert.equal(await iam.createAccount({ account, partition: 'aws', adminUser: again }), false)
  assert.equal(needs.store.revision, revision)
  assert.equal(iam.findAccessKey('AKIAOTHER'), undefined)
})

test('a root key is found as root', async () => {
  const { iam, call } = await createTestIam()
  await iam.createAccount({
    account: '444455556666',
    partition: 'aws',
    adminUser: { name: 'admin', accessKeyId: 'AKIATWO', secretAccessKey: 'x' },
    rootKeys: [{ accessKeyId: 'AKIAROOT', secretAccessKey: 'root secret' }],
  })
  assert.equal(iam.findAccessKey('AKIAROOT')?.user, 'root')
  assert.equal(iam.findAccessKey('AKIAROOT')?.account, '444455556666')
  const { AccessKey } = (await call('CreateAccessKey')) as {
    AccessKey: Record<string, string | undefined>
  }
  assert.equal(AccessKey['UserName'], undefined)
  assert.equal(iam.findAccessKey(AccessKey['AccessKeyId']!)?.user, 'root')
})

test('a role is found by its whole ARN alone', async () => {
  const { iam, call } = await createTestIam()
  await call('CreateRole', { RoleName: 'App', Path: '/x/', AssumeRolePolicyDocument: ec2Trust })
  const arn = `arn:aws:iam::${account}:role/x/App`
  const role = iam.findRole(arn)
  assert.equal(role?.arn, arn)
  assert.equal(iam.findRoleById(role.id), role)
  assert.equal(iam.findRoleByName(account, 'app'), role)
  for (const other of [
    `arn:aws:iam::${account}:role/App`,
    `arn:aws:iam::${account}:role/x/app`,
    `arn:aws:iam::${account}:user/x/App`,
    `arn:aws-cn:iam::${account}:role/x/App`,
    'arn:aws:iam::444455556666:role/x/App',
    'App',
    '',
  ])
    assert.equal(iam.findRole(other), undefined, other)
})

test('a role made anew has another id, and its old id finds nothing', async () => {
  const { iam, call } = await createTestIam()
  await call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: ec2Trust })
  const before = iam.findRoleByName(account, 'app')!
  assert.ok(iam.policiesOfRole(before.id))
  await call('DeleteRole', { RoleName: 'app' })
  assert.equal(iam.findRole(before.arn), undefined)
  await call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: ec2Trust })
  assert.notEqual(iam.findRole(before.arn)?.id, before.id)
  assert.equal(iam.findRoleById(before.id), undefined)
  assert.equal(iam.policiesOfRole(before.id), undefined)
  assert.equal(iam.findUserById(iam.findRole(before.arn)!.id), undefined)
})

test('policies are compiled once, until one of them changes', async () => {
  const { iam, call } = await createTestIam()
  await call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: ec2Trust })
  await call('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:GetObject') })
  const PolicyArn = `arn:aws:iam::${account}:policy/p`
  await call('AttachRolePolicy', { RoleName: 'app', PolicyArn })
  await call('PutRolePolicy', { RoleName: 'app', PolicyName: 'i', PolicyDocument: allow('s3:PutObject') })
  const { id } = iam.findRoleByName(account, 'app')!
  const held = iam.policiesOfRole(id)
  assert.deepEqual(
    held?.identity.map((policy) => policy.name),
    ['i', PolicyArn],
  )
  await call('CreateRole', { RoleName: 'other', AssumeRolePolicyDocument: ec2Trust })
  assert.equal(iam.policiesOfRole(id), held, 'a change elsewhere compiles nothing')
  assert.equal(effectOf(held, 's3:DeleteObject'), 'implicit-deny')

  await call('CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('s3:DeleteObject') })
  assert.equal(effectOf(iam.policiesOfRole(id), 's3:DeleteObject'), 'implicit-deny')
  await call('SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v2' })
  assert.equal(effectOf(iam.policiesOfRole(id), 's3:DeleteObject'), 'allow')
  assert.equal(effectOf(iam.policiesOfRole(id), 's3:GetObject'), 'implicit-deny')
  await call('DeleteRolePolicy', { RoleName: 'app', PolicyName: 'i' })
  assert.equal(effectOf(iam.policiesOfRole(id), 's3:PutObject'), 'implicit-deny')
  await call('DetachRolePolicy', { RoleName: 'app', PolicyArn })
  assert.deepEqual(iam.policiesOfRole(id)?.identity, [])
})

test('a boundary bounds what a user may do, and its removal unbinds', async () => {
  const { iam, call } = await createTestIam()
  const boundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
  await call('CreateUser', { UserName: 'ann', PermissionsBoundary: boundary })
  await call('AttachUserPolicy', { UserName: 'ann', PolicyArn: administratorAccess })
  const shown = (await call('GetUser', { UserName: 'ann' })) as { User: { UserId: string } }
  const { UserId: id } = shown.User
  assert.equal(effectOf(iam.policiesOfUser(id), 's3:GetObject'), 'allow')
  assert.equal(effectOf(iam.policiesOfUser(id), 's3:PutObject'), 'implicit-deny')
  await call('DeleteUserPermissionsBoundary', { UserName: 'ann' })
  assert.equal(effectOf(iam.policiesOfUser(id), 's3:PutObject'), 'allow')
})

test("a managed policy is found by its ARN, an account's own for that account alone", async () => {
  const { iam, call } = await createTestIam()
  await call('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*') })
  const arn = `arn:aws:iam::${account}:policy/p`
  const nameOf = (policy: CompiledPolicy | undefined) => policy?.name
  assert.equal(nameOf(iam.findManagedPolicy(arn)), arn)
  assert.equal(nameOf(iam.findManagedPolicy(arn, account)), arn)
  assert.equal(iam.findManagedPolicy(arn, '444455556666'), undefined)
  assert.equal(nameOf(iam.findManagedPolicy(administratorAccess)), administratorAccess)
  assert.equal(iam.findManagedPolicy('arn:aws:iam::aws:policy/NoSuchPolicy'), undefined)
  assert.equal(iam.findManagedPolicy('not an arn'), undefined)
})

test('a provider is found with or without a port, by exact path, in its account alone', async () => {
  const { iam, call } = await createTestIam()
  const Url = 'https://issuer.example.com:8443/id/A'
  await call('CreateOpenIDConnectProvider', { Url, ClientIDList: ['a'] })
  for (const url of [Url, 'https://issuer.example.com/id/A', 'https://ISSUER.example.com:443/id/A'])
    assert.partialDeepStrictEqual(
      iam.findProvider(account, url),
      { url: 'issuer.example.com/id/A', port: 8443 },
      url,
    )
  for (const url of [
    'http://issuer.example.com/id/A',
    'issuer.example.com/id/A',
    'https://issuer.example.com/id/a',
    'https://issuer.example.com/id/A/',
    'https://issuer.example.com/id/A?x',
    'https://issuer.example.com@evil.example.com/id/A',
    'https://issuer.example.com%2fid%2fA',
    'https://issuer.example.com',
    '',
  ])
    assert.equal(iam.findProvider(account, url), undefined, url)
  assert.equal(iam.findProvider('444455556666', Url), undefined)
})

test('a provider keeps the port that its URL named, which only those who verify tokens see', async () => {
  const { iam, needs, call } = await createTestIam()
  const registered: readonly (readonly [url: string, port: number])[] = [
    ['https://none.example.com', 443],
    ['https://default.example.com:443/a', 443],
    ['https://padded.example.com:00443/a', 443],
    ['https://empty.example.com:/a', 443],
    ['https://another.example.com:8443/a', 8443],
    ['https://highest.example.com:65535', 65_535],
  ]
  for (const [Url, port] of registered) {
    const arn = (await call('CreateOpenIDConnectProvider', { Url }))['OpenIDConnectProviderArn'] as string
    assert.equal(iam.findProvider(account, Url)?.port, port, Url)
    const shown = await call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn })
    assert.equal(shown['Url'], arn.split('oidc-provider/')[1])
    assert.ok(!/:\d/.test(shown['Url'] as string) && !('port' in shown), JSON.stringify(shown))
    await call('UpdateOpenIDConnectProviderThumbprint', {
      OpenIDConnectProviderArn: arn,
      ThumbprintList: ['a'.repeat(40)],
    })
    assert.equal(iam.findProvider(account, Url)?.port, port, `${Url} with another thumbprint`)
  }
  // A record without the fact is what was stored before ports were kept.
  const kept = needs.store.list<ProviderRecord>(providersPrefix(account)).map(({ value }) => value.port)
  assert.deepEqual(kept, [8443, undefined, undefined, 65_535, undefined, undefined])
})

test('a renamed user keeps its id, its keys and its trust', async () => {
  const { iam, call } = await createTestIam()
  const before = iam.findAccessKey('AKIAADMIN')?.user
  await call('UpdateUser', { UserName: 'admin', NewUserName: 'Boss', NewPath: '/top/' })
  const after = iam.findAccessKey('AKIAADMIN')?.user
  assert.ok(before !== 'root' && after !== undefined && after !== 'root')
  assert.equal(after.id, before?.id)
  assert.equal(after?.arn, `arn:aws:iam::${account}:user/top/Boss`)
  await call('UpdateUser', { UserName: 'boss', NewUserName: 'BOSS' })
  assert.equal(iam.findUserById(after.id)?.name, 'BOSS')
  await call('CreateUser', { UserName: 'admin' })
})

test('trust policies keep principals by id: a role made anew is not trusted', async () => {
  const { iam, call, needs } = await createTestIam()
  await call('CreateRole', { RoleName: 'caller', AssumeRolePolicyDocument: ec2Trust })
  const callerArn = `arn:aws:iam::${account}:role/caller`
  const adminArn = `arn:aws:iam::${account}:user/admin`
  const foreign = 'arn:aws:iam::999999999999:role/theirs'
  const session = `arn:aws:sts::${account}:assumed-role/caller/s`
  const trust = trustOf({ AWS: [callerArn, adminArn, foreign, session] })
  await call('CreateRole', { RoleName: 'target', AssumeRolePolicyDocument: trust })
  const { id } = iam.findRole(callerArn)!
  const shownTrust = async (): Promise<unknown> => {
    const { Role } = (await call('GetRole', { RoleName: 'target' })) as {
      Role: { AssumeRolePolicyDocument: string }
    }
    return JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument))
  }
  assert.deepEqual(await shownTrust(), JSON.parse(trust))
  const kept = JSON.stringify(needs.store.get(`iam/${account}/role/target`)?.value)
  assert.ok(kept.includes(id) && !kept.includes(callerArn))
  const effectFor = (roleId: string) =>
    decide({
      principal: {
        kind: 'role-session',
        partition: 'aws',
        account,
        arn: `arn:aws:sts::${account}:assumed-role/caller/other`,
        roleArn: callerArn,
        roleId,
        sessionName: 'other',
      },
      action: 'sts:AssumeRole',
      resource: `arn:aws:iam::${account}:role/target`,
      resourceAccount: account,
      context: new Map(),
      policies: {
        identity: [],
        resource: iam.findRoleByName(account, 'target')!.trustPolicy,
        resourceRequired: true,
      },
    }).effect
  assert.equal(effectFor(id), 'allow')

  await call('DeleteRole', { RoleName: 'caller' })
  assert.deepEqual(await shownTrust(), JSON.parse(trustOf({ AWS: [id, adminArn, foreign, session] })))
  await call('CreateRole', { RoleName: 'caller', AssumeRolePolicyDocument: ec2Trust })
  assert.deepEqual(await shownTrust(), JSON.parse(trustOf({ AWS: [id, adminArn, foreign, session] })))
  assert.equal(effectFor(iam.findRole(callerArn)!.id), 'implicit-deny')
})

test('a sealed secret cannot be moved to another key', async () => {
  const { iam, call, needs } = await createTestIam()
  await call('CreateUser', { UserName: 'ann' })
  const { AccessKey } = (await call('CreateAccessKey', { UserName: 'ann' })) as {
    AccessKey: { AccessKeyId: string }
  }
  const from = needs.store.get<object>('iam/access-key/AKIAADMIN')!.value
  const key = `iam/access-key/${AccessKey.AccessKeyId}`
  const { wrappedSecret } = from as { wrappedSecret: string }
  await needs.store.write((txn) => txn.put(key, { ...txn.get<object>(key)!.value, wrappedSecret }))
  assert.throws(() => iam.findAccessKey(AccessKey.AccessKeyId))
})
