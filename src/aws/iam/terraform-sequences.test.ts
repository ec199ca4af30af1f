/** The call sequences that Terraform's AWS provider makes for each resource; what it reads a second time must be equal. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  account,
  allow,
  createTestIam,
  now,
  type Output,
  refusalOf,
  type TestIam,
  thumbprint,
  trustOf,
} from './iam.test-support.ts'

type Step = readonly [operation: string, input: object]

async function readTwice(call: TestIam['call'], steps: readonly Step[]): Promise<readonly Output[]> {
  const read = async () => {
    const outputs: Output[] = []
    for (const [operation, input] of steps) outputs.push(await call(operation, input))
    return outputs
  }
  const first = await read()
  assert.deepEqual(await read(), first)
  return first
}

const decoded = (document: unknown): unknown => JSON.parse(decodeURIComponent(String(document)))

test('aws_iam_openid_connect_provider', async () => {
  const { call } = await createTestIam()
  const url = 'https://oidc.eks.eu-west-1.amazonaws.com:443/id/EXAMPLED539D4633E53DE1B71EXAMPLE'
  const hostAndPath = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'
  const arn = `arn:aws:iam::${account}:oidc-provider/${hostAndPath}`
  const ThumbprintList = [thumbprint.toUpperCase()]
  const Tags = [{ Key: 'Team', Value: 'a' }]
  const created = await call('CreateOpenIDConnectProvider', {
    Url: url,
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList,
    Tags,
  })
  assert.deepEqual(created, { OpenIDConnectProviderArn: arn, Tags })
  const provider = { OpenIDConnectProviderArn: arn }
  const [read] = await readTwice(call, [['GetOpenIDConnectProvider', provider]])
  assert.deepEqual(read, {
    Url: hostAndPath,
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: [thumbprint],
    CreateDate: new Date(Math.floor(now / 1000) * 1000),
    Tags,
  })

  await call('TagOpenIDConnectProvider', { ...provider, Tags: [{ Key: 'Team', Value: 'b' }] })
  await call('UpdateOpenIDConnectProviderThumbprint', { ...provider, ThumbprintList: ['b'.repeat(40)] })
  await call('AddClientIDToOpenIDConnectProvider', { ...provider, ClientID: 'other' })
  await call('AddClientIDToOpenIDConnectProvider', { ...provider, ClientID: 'other' })
  await call('RemoveClientIDFromOpenIDConnectProvider', { ...provider, ClientID: 'sts.amazonaws.com' })
  const [changed] = await readTwice(call, [['GetOpenIDConnectProvider', provider]])
  assert.deepEqual(changed?.['ClientIDList'], ['other'])
  assert.deepEqual(changed?.['ThumbprintList'], ['b'.repeat(40)])
  assert.deepEqual(changed?.['Tags'], [{ Key: 'Team', Value: 'b' }])
  await call('UntagOpenIDConnectProvider', { ...provider, TagKeys: ['Team'] })
  assert.deepEqual(await call('ListOpenIDConnectProviderTags', provider), { Tags: [], IsTruncated: false })
  assert.deepEqual(await call('ListOpenIDConnectProviders'), { OpenIDConnectProviderList: [{ Arn: arn }] })

  await call('DeleteOpenIDConnectProvider', provider)
  assert.equal(
    await refusalOf(call('GetOpenIDConnectProvider', provider)),
    `404 NoSuchEntity: OpenIDConnect Provider not found for arn ${arn}`,
  )
})

test('aws_iam_role with inline_policy', async () => {
  const { call } = await createTestIam()
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'issuer.example.com:sub': "system:serviceaccount:it's:(*)!" } },
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/issuer.example.com` },
      },
    ],
  }
  const created = await call('CreateRole', {
    RoleName: 'app',
    Path: '/pods/',
    AssumeRolePolicyDocument: JSON.stringify(trust, undefined, 2),
    MaxSessionDuration: 3600,
    Tags: [{ Key: 'a', Value: 'b' }],
  })
  const role = created['Role'] as Output
  assert.deepEqual(Object.keys(role).sort(), [
    'Arn',
    'AssumeRolePolicyDocument',
    'CreateDate',
    'Path',
    'RoleId',
    'RoleName',
    'Tags',
  ])
  assert.equal(role['Arn'], `arn:aws:iam::${account}:role/pods/app`)
  assert.match(String(role['RoleId']), /^AROA[A-Z2-7]{17}$/)
  assert.doesNotMatch(String(role['AssumeRolePolicyDocument']), /[^A-Za-z0-9%._~-]/)
  assert.deepEqual(decoded(role['AssumeRolePolicyDocument']), trust)

  const inline = { RoleName: 'app', PolicyName: 'inline' }
  await call('PutRolePolicy', { ...inline, PolicyDocument: allow('s3:GetObject') })
  const reads: readonly Step[] = [
    ['GetRole', { RoleName: 'app' }],
    ['ListRolePolicies', { RoleName: 'app' }],
    ['GetRolePolicy', inline],
    ['ListAttachedRolePolicies', { RoleName: 'app' }],
  ]
  const [got, names, policy, attached] = await readTwice(call, reads)
  const shown = got?.['Role'] as Output
  assert.equal(shown['MaxSessionDuration'], 3600)
  assert.deepEqual(shown['RoleLastUsed'], {})
  assert.ok(!('Description' in shown) && !('PermissionsBoundary' in shown))
  assert.deepEqual(names, { PolicyNames: ['inline'], IsTruncated: false })
  assert.equal(policy?.['RoleName'], 'app')
  assert.equal(decodeURIComponent(String(policy?.['PolicyDocument'])), allow('s3:GetObject'))
  assert.deepEqual(attached, { AttachedPolicies: [], IsTruncated: false })

  await call('TagRole', { RoleName: 'app', Tags: [{ Key: 'c', Value: '' }] })
  await call('UntagRole', { RoleName: 'app', TagKeys: ['a'] })
  await call('UpdateAssumeRolePolicy', { RoleName: 'app', PolicyDocument: trustOf({ AWS: account }) })
  await call('UpdateRoleDescription', { RoleName: 'app', Description: 'for the app' })
  await call('UpdateRole', { RoleName: 'app', MaxSessionDuration: 7200 })
  const [after] = await readTwice(call, reads)
  const updated = after?.['Role'] as Output
  assert.deepEqual(updated['Tags'], [{ Key: 'c', Value: '' }])
  assert.equal(updated['Description'], 'for the app')
  assert.equal(updated['MaxSessionDuration'], 7200)
  assert.deepEqual(decoded(updated['AssumeRolePolicyDocument']), {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'sts:AssumeRole',
      },
    ],
  })

  assert.deepEqual(await call('ListInstanceProfilesForRole', { RoleName: 'app' }), {
    InstanceProfiles: [],
    IsTruncated: false,
  })
  await call('DeleteRolePolicy', inline)
  await call('DeleteRole', { RoleName: 'app' })
  assert.match(await refusalOf(call('GetRole', { RoleName: 'app' })), /^404 NoSuchEntity/)
})

test('aws_iam_policy and aws_iam_role_policy_attachment', async () => {
  const { call } = await createTestIam()
  const document = JSON.stringify(JSON.parse(allow('s3:ListBucket')), undefined, 4)
  const created = await call('CreatePolicy', {
    PolicyName: 'p',
    Path: '/x/',
    Description: 'lists',
    PolicyDocument: document,
  })
  const PolicyArn = `arn:aws:iam::${account}:policy/x/p`
  const policy = created['Policy'] as Output
  assert.equal(policy['Arn'], PolicyArn)
  assert.equal(policy['AttachmentCount'], 0)
  const [got, version] = await readTwice(call, [
    ['GetPolicy', { PolicyArn }],
    ['GetPolicyVersion', { PolicyArn, VersionId: 'v1' }],
  ])
  assert.equal((got?.['Policy'] as Output)?.['Description'], 'lists')
  assert.deepEqual((got?.['Policy'] as Output)?.['Tags'], [])
  const shown = version?.['PolicyVersion'] as Output | undefined
  assert.equal(decodeURIComponent(String(shown?.['Document'])), document, 'the text stays as it was given')

  await call('CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('s3:*'), SetAsDefault: true })
  const { Versions } = await call('ListPolicyVersions', { PolicyArn })
  assert.deepEqual(
    (Versions as Output[]).map((one) => [one['VersionId'], one['IsDefaultVersion']]),
    [
      ['v2', true],
      ['v1', false],
    ],
  )

  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trustOf({ AWS: '*' }) })
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn })
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn })
  await readTwice(call, [['ListAttachedRolePolicies', { RoleName: 'r' }]])
  assert.deepEqual(await call('ListAttachedRolePolicies', { RoleName: 'r' }), {
    AttachedPolicies: [{ PolicyName: 'p', PolicyArn }],
    IsTruncated: false,
  })
  assert.deepEqual(await call('ListAttachedRolePolicies', { RoleName: 'r', PathPrefix: '/y/' }), {
    AttachedPolicies: [],
    IsTruncated: false,
  })
  const attached = (await call('GetPolicy', { PolicyArn }))['Policy'] as Output
  assert.equal(attached['AttachmentCount'], 1)

  await call('DetachRolePolicy', { RoleName: 'r', PolicyArn })
  await call('DeletePolicyVersion', { PolicyArn, VersionId: 'v1' })
  await call('DeletePolicy', { PolicyArn })
  assert.match(await refusalOf(call('GetPolicy', { PolicyArn })), /^404 NoSuchEntity/)
})

test('aws_iam_user, aws_iam_access_key and aws_iam_user_policy', async () => {
  const { call, iam } = await createTestIam()
  await call('CreateUser', { UserName: 'ann', Path: '/people/', Tags: [{ Key: 'a', Value: 'b' }] })
  await readTwice(call, [['GetUser', { UserName: 'ann' }]])
  const { AccessKey } = (await call('CreateAccessKey', { UserName: 'ann' })) as {
    AccessKey: Record<string, string>
  }
  const id = AccessKey['AccessKeyId']!
  assert.match(id, /^AKIA[A-Z2-7]{16}$/)
  assert.match(AccessKey['SecretAccessKey']!, /^[A-Za-z0-9+/]{40}$/)
  const [listed] = await readTwice(call, [['ListAccessKeys', { UserName: 'ann' }]])
  assert.doesNotMatch(JSON.stringify(listed), /Secret/)
  const found = iam.findAccessKey(id)
  assert.equal(found?.secretAccessKey, AccessKey['SecretAccessKey'])
  assert.equal(found?.status, 'Active')
  await call('UpdateAccessKey', { UserName: 'ann', AccessKeyId: id, Status: 'Inactive' })
  assert.equal(iam.findAccessKey(id)?.status, 'Inactive')

  await call('PutUserPolicy', { UserName: 'ann', PolicyName: 'i', PolicyDocument: allow('s3:*') })
  await readTwice(call, [['GetUserPolicy', { UserName: 'ann', PolicyName: 'i' }]])
  assert.deepEqual(await call('ListGroupsForUser', { UserName: 'ann' }), { Groups: [], IsTruncated: false })
  await call('DeleteUserPolicy', { UserName: 'ann', PolicyName: 'i' })
  await call('DeleteAccessKey', { UserName: 'ann', AccessKeyId: id })
  assert.equal(iam.findAccessKey(id), undefined)
  await call('DeleteUser', { UserName: 'ann' })
})
