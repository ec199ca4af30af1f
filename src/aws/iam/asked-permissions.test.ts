import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import type { Principal } from '../../policy/index.ts'
import { loadModel } from '../protocol/index.ts'
import {
  account,
  administratorAccess,
  contextObject,
  createTestIam,
  ec2Trust,
  type Output,
  refusalOf,
} from './iam.test-support.ts'

const iamArn = (resource: string): string => `arn:aws:iam::${account}:${resource}`

const session: Principal = {
  kind: 'role-session',
  partition: 'aws',
  account,
  arn: `arn:aws:sts::${account}:assumed-role/app/s`,
  roleArn: iamArn('role/app'),
  roleId: 'AROAAPP',
  sessionName: 's',
}

test('every operation stands in the table under the name that the model has', async () => {
  const { iam } = await createTestIam()
  const model = loadModel('iam')
  const files = readdirSync(new URL('./operations', import.meta.url))
  assert.equal(Object.keys(iam.service.operations).length, files.length)
  for (const name of Object.keys(iam.service.operations)) assert.ok(model.operation(name), name)
})

test('each operation asks permission for the action of its own name first', async () => {
  const { authorizations, iam } = await createTestIam()
  const input = {
    RoleName: 'app',
    UserName: 'admin',
    GroupName: 'developers',
    PolicyArn: administratorAccess,
    PolicyName: 'p',
    OpenIDConnectProviderArn: iamArn('oidc-provider/issuer.example.com'),
    Url: 'https://issuer.example.com',
    AccessKeyId: 'AKIAADMIN',
    TagKeys: ['a'],
    InstanceProfileName: 'profile',
    AccountAlias: 'alias',
    AWSServiceName: 'eks.amazonaws.com',
    DeletionTaskId: 'task/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS/1',
    VirtualMFADeviceName: 'phone',
    ServerCertificateName: 'web',
    SAMLProviderArn: iamArn('saml-provider/corp'),
    Name: 'corp',
    PolicySourceArn: iamArn('user/admin'),
    Arn: iamArn('user/admin'),
    SerialNumber: iamArn('mfa/phone'),
  }
  for (const name of Object.keys(iam.service.operations)) {
    const [first] = await authorizations(name, input)
    assert.equal(first?.action, `iam:${name}`)
  }
})

test('actions on a role name it as AWS does, with its tags and boundary as keys', async () => {
  const { authorizations, call } = await createTestIam()
  await call('CreateRole', {
    RoleName: 'App',
    Path: '/x/',
    AssumeRolePolicyDocument: ec2Trust,
    PermissionsBoundary: administratorAccess,
    Tags: [{ Key: 'Team', Value: 'a' }],
  })
  const [attach] = await authorizations('AttachRolePolicy', {
    RoleName: 'app',
    PolicyArn: administratorAccess,
  })
  assert.equal(attach?.resource, iamArn('role/x/App'))
  assert.equal(attach?.resourceLabel, 'role App')
  assert.deepEqual(contextObject(attach), {
    'aws:resourcetag/team': ['a'],
    'iam:resourcetag/team': ['a'],
    'iam:permissionsboundary': [administratorAccess],
    'iam:policyarn': [administratorAccess],
  })
  const [missing] = await authorizations('GetRole', { RoleName: 'gone' })
  assert.equal(missing?.resource, iamArn('role/gone'))
  assert.equal(missing?.resourceLabel, 'role gone')
})

test('making a role with tags asks for the permission to tag as well', async () => {
  const { authorizations } = await createTestIam()
  const asked = await authorizations('CreateRole', {
    RoleName: 'app',
    Path: '/x/',
    PermissionsBoundary: administratorAccess,
    Tags: [
      { Key: 'Team', Value: 'a' },
      { Key: 'Cost', Value: '' },
    ],
  })
  assert.deepEqual(
    asked.map(({ action, resource }) => [action, resource]),
    [
      ['iam:CreateRole', iamArn('role/x/app')],
      ['iam:TagRole', iamArn('role/x/app')],
    ],
  )
  assert.deepEqual(contextObject(asked[0]), {
    'aws:requesttag/team': ['a'],
    'aws:requesttag/cost': [''],
    'aws:tagkeys': ['Team', 'Cost'],
    'iam:permissionsboundary': [administratorAccess],
  })
  assert.equal((await authorizations('CreateRole', { RoleName: 'app' })).length, 1)
})

test('policies and providers are authorized by their ARNs', async () => {
  const { authorizations } = await createTestIam()
  const [policy] = await authorizations('GetPolicy', { PolicyArn: administratorAccess })
  assert.equal(policy?.resource, administratorAccess)
  assert.equal(policy?.resourceLabel, `policy ${administratorAccess}`)
  const [provider] = await authorizations('CreateOpenIDConnectProvider', {
    Url: 'https://Issuer.example.com:443/a',
  })
  assert.equal(provider?.resource, iamArn('oidc-provider/issuer.example.com/a'))
  const [list] = await authorizations('ListRoles', {})
  assert.equal(list?.resource, iamArn('role/'))
})

test('moving a user asks for the permission under both names', async () => {
  const { authorizations } = await createTestIam()
  const asked = await authorizations('UpdateUser', { UserName: 'admin', NewPath: '/x/' })
  assert.deepEqual(
    asked.map((one) => one.resource),
    [iamArn('user/admin'), iamArn('user/x/admin')],
  )
})

test('without a name GetUser and the key operations speak of the caller', async () => {
  const { authorizations, call, iam } = await createTestIam()
  const found = iam.findAccessKey('AKIAADMIN')!.user
  assert.ok(found !== 'root')
  const caller: Principal = { kind: 'user', partition: 'aws', account, arn: found.arn, id: found.id }
  const own = (await call('GetUser', {}, caller))['User'] as Output
  assert.equal(own['UserName'], 'admin')
  const [asked] = await authorizations('GetUser', {}, caller)
  assert.equal(asked?.resource, iamArn('user/admin'))
  const keys = (await call('ListAccessKeys', {}, caller))['AccessKeyMetadata'] as Output[]
  assert.deepEqual(
    keys.map((key) => key['AccessKeyId']),
    ['AKIAADMIN'],
  )

  const root = (await call('GetUser'))['User'] as Output
  assert.equal(root['Arn'], iamArn('root'))
  assert.ok(!('UserName' in root))
  assert.equal(
    await refusalOf(call('GetUser', {}, session)),
    '400 ValidationError: Must specify userName when calling with non-User credentials',
  )
  const gone: Principal = { ...caller, id: 'AIDAGONE' }
  assert.equal(
    await refusalOf(call('ListAccessKeys', {}, gone)),
    '404 NoSuchEntity: The user with name admin cannot be found.',
  )
})
