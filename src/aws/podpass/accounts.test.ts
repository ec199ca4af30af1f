import assert from 'node:assert/strict'
import { test } from 'node:test'
import { management, member, setUp } from './podpass.test-support.ts'

const policy = (Name: string, statement: object) => ({
  Name,
  Document: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
})
const all = policy('FullAWSAccess', { Effect: 'Allow', Action: '*', Resource: '*' })
const fence = policy('fence', { Effect: 'Deny', Principal: '*', Action: 'sts:*', Resource: '*' })

test('an account without control policies has none that apply', () => {
  assert.deepEqual(setUp().podpass.controlPoliciesOf(member), {})
})

test('control policies are set, read and compiled; lists not given stay', async () => {
  const { ask, podpass } = setUp()
  const put = { AccountId: member, ServiceControlPolicies: [all], ResourceControlPolicies: [fence] }
  assert.deepEqual(await ask('PutAccountPolicies', put), put)
  assert.deepEqual(await ask('GetAccountPolicies', {}, member), put)
  const compiled = podpass.controlPoliciesOf(member)
  assert.deepEqual(
    compiled.serviceControl?.map((level) => level.map((each) => each.name)),
    [['FullAWSAccess']],
  )
  assert.deepEqual(
    compiled.resourceControl?.map((level) => level.map((each) => each.name)),
    [['RCPFullAWSAccess', 'fence']],
  )
  assert.equal(podpass.controlPoliciesOf(member), compiled)
  await ask('PutAccountPolicies', { AccountId: member, ServiceControlPolicies: [] })
  assert.equal(podpass.controlPoliciesOf(member).serviceControl, undefined)
  assert.ok(podpass.controlPoliciesOf(member).resourceControl)
})

test('control policies are refused when malformed, named twice, of no account, or by another account', async () => {
  const { refused, podpass } = setUp()
  const bad = { Name: 'bad', Document: '{' }
  const ServiceControlPolicies = [all, bad]
  assert.equal(
    await refused('PutAccountPolicies', { ServiceControlPolicies }),
    'MalformedPolicyDocumentException',
  )
  assert.deepEqual(podpass.controlPoliciesOf(management), {})
  assert.equal(
    await refused('PutAccountPolicies', { ServiceControlPolicies: [all, all] }),
    'ValidationException',
  )
  const elsewhere = { AccountId: '999999999999', ServiceControlPolicies: [all] }
  assert.equal(await refused('PutAccountPolicies', elsewhere), 'ResourceNotFoundException')
  assert.equal(
    await refused('PutAccountPolicies', { ServiceControlPolicies: [all] }, member),
    'AccessDeniedException',
  )
  assert.equal(
    await refused('GetAccountPolicies', { AccountId: management }, member),
    'ResourceNotFoundException',
  )
})

test('an account is made under a wished id, once, and by the management account alone', async () => {
  const { ask, refused } = setUp()
  const wish = { AccountName: 'shop', Email: 'shop@example.com', AccountId: member }
  assert.deepEqual(await ask('CreateAccount', wish), {
    ...wish,
    RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`,
  })
  assert.equal(await refused('CreateAccount', { ...wish, AccountId: management }), 'ConflictException')
  assert.equal(await refused('CreateAccount', wish, member), 'AccessDeniedException')
})

test('keys of a root user are made by the management account alone, of accounts that there are', async () => {
  const { ask, refused } = setUp()
  assert.deepEqual(await ask('CreateRootAccessKey', { AccountId: member }), {
    AccessKeyId: 'AKIAROOT',
    SecretAccessKey: 'secret',
  })
  assert.equal(
    await refused('CreateRootAccessKey', { AccountId: '999999999999' }),
    'ResourceNotFoundException',
  )
  assert.equal(await refused('CreateRootAccessKey', { AccountId: management }), 'ValidationException')
  assert.equal(await refused('CreateRootAccessKey', { AccountId: member }, member), 'AccessDeniedException')
})
