import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  account,
  administratorAccess,
  allow,
  createTestIam,
  now,
  type Output,
  refusalOf,
} from './iam.test-support.ts'

interface Result {
  readonly EvalActionName: string
  readonly EvalResourceName: string
  readonly EvalDecision: string
  readonly MatchedStatements: readonly {
    SourcePolicyId: string
    StartPosition: { Line: number; Column: number }
    EndPosition: { Line: number; Column: number }
  }[]
  readonly MissingContextValues: readonly string[]
  readonly PermissionsBoundaryDecisionDetail?: { AllowedByPermissionsBoundary: boolean }
  readonly ResourceSpecificResults?: readonly {
    EvalResourceDecision: string
    MissingContextValues: string[]
  }[]
}

const userArn = `arn:aws:iam::${account}:user/ann`
const bucket = 'arn:aws:s3:::bucket/key'

const fromOffice = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::bucket/${aws:PrincipalTag/team}/*',
      Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    },
  ],
})

const denyDelete = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "s3:*", "Resource": "*" },
    { "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*" }
  ]
}`

async function withAnn() {
  const iam = await createTestIam()
  await iam.call('CreateUser', { UserName: 'ann' })
  const simulate = async (name: string, input: object) =>
    (await iam.call(name, input))['EvaluationResults'] as Result[]
  return {
    ...iam,
    custom: (input: object) => simulate('SimulateCustomPolicy', input),
    principal: (input: object) => simulate('SimulatePrincipalPolicy', { PolicySourceArn: userArn, ...input }),
  }
}

test('each action is decided on each resource, with the statements that decide and where they stand', async () => {
  const { custom } = await withAnn()
  const results = await custom({
    PolicyInputList: [denyDelete],
    ActionNames: ['s3:GetObject', 's3:DeleteObject', 'sqs:SendMessage'],
    ResourceArns: [bucket],
  })
  assert.deepEqual(
    results.map((result) => [result.EvalActionName, result.EvalDecision]),
    [
      ['s3:GetObject', 'allowed'],
      ['s3:DeleteObject', 'explicitDeny'],
      ['sqs:SendMessage', 'implicitDeny'],
    ],
  )
  assert.deepEqual(results[1]?.MatchedStatements, [
    {
      SourcePolicyId: 'PolicyInputList.1',
      SourcePolicyType: 'IAM Policy',
      StartPosition: { Line: 5, Column: 5 },
      EndPosition: { Line: 5, Column: 71 },
    },
  ])
  assert.equal(results[0]?.ResourceSpecificResults?.[0]?.EvalResourceDecision, 'allowed')
})

test('what the context lacks is told, and entries of the request fill it', async () => {
  const { custom } = await withAnn()
  const input = { PolicyInputList: [fromOffice], ActionNames: ['s3:GetObject'] }
  const [without] = await custom(input)
  assert.equal(without?.EvalDecision, 'implicitDeny')
  assert.deepEqual(without.MissingContextValues, ['aws:SourceIp', 'aws:PrincipalTag/team'])
  const [within] = await custom({
    ...input,
    ResourceArns: ['arn:aws:s3:::bucket/red/key'],
    ContextEntries: [
      { ContextKeyName: 'aws:sourceip', ContextKeyValues: ['10.1.2.3'], ContextKeyType: 'ip' },
      { ContextKeyName: 'aws:PrincipalTag/team', ContextKeyValues: ['red'], ContextKeyType: 'string' },
    ],
  })
  assert.equal(within?.EvalDecision, 'allowed')
  assert.deepEqual(within.ResourceSpecificResults?.[0]?.MissingContextValues, [])
})

test('a user is decided on by own policies, those of groups and the boundary', async () => {
  const { call, principal } = await withAnn()
  await call('CreateGroup', { GroupName: 'g' })
  await call('AddUserToGroup', { GroupName: 'g', UserName: 'ann' })
  await call('PutGroupPolicy', { GroupName: 'g', PolicyName: 'p', PolicyDocument: allow('s3:*') })
  const input = { ActionNames: ['s3:GetObject'], ResourceArns: [bucket] }
  const [free] = await principal(input)
  assert.equal(free?.EvalDecision, 'allowed')
  assert.equal(free.MatchedStatements[0]?.SourcePolicyId, 'group_g_p')
  const [bounded] = await principal({ ...input, PermissionsBoundaryPolicyInputList: [allow('sqs:*')] })
  assert.equal(bounded?.EvalDecision, 'implicitDeny')
  assert.equal(bounded.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary, false)
  await call('PutUserPermissionsBoundary', { UserName: 'ann', PermissionsBoundary: administratorAccess })
  const [again] = await principal(input)
  assert.equal(again?.EvalDecision, 'allowed')
  assert.equal(again.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary, true)
})

test('a resource policy lets in whom it names', async () => {
  const { principal } = await withAnn()
  const policy = (AWS: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 's3:GetObject', Resource: bucket }],
    })
  const input = { ActionNames: ['s3:GetObject'], ResourceArns: [bucket] }
  const [named] = await principal({ ...input, ResourcePolicy: policy(userArn) })
  assert.equal(named?.EvalDecision, 'allowed')
  assert.equal(named.MatchedStatements[0]?.SourcePolicyId, 'ResourcePolicy')
  const [other] = await principal({ ...input, ResourcePolicy: policy(`${userArn}a`) })
  assert.equal(other?.EvalDecision, 'implicitDeny')
})

test('results come page by page', async () => {
  const { call } = await withAnn()
  const input = { PolicyInputList: [denyDelete], ActionNames: ['s3:A', 's3:B', 's3:C'], MaxItems: 2 }
  const first = await call('SimulateCustomPolicy', input)
  assert.equal((first['EvaluationResults'] as Output[]).length, 2)
  const second = await call('SimulateCustomPolicy', { ...input, Marker: first['Marker'] })
  assert.equal((second['EvaluationResults'] as Output[])[0]?.['EvalActionName'], 's3:C')
})

test('the context keys of policies are told once each', async () => {
  const { call } = await withAnn()
  const keys = await call('GetContextKeysForCustomPolicy', { PolicyInputList: [fromOffice, fromOffice] })
  assert.deepEqual(keys['ContextKeyNames'], ['aws:SourceIp', 'aws:PrincipalTag/team'])
  await call('PutUserPolicy', { UserName: 'ann', PolicyName: 'p', PolicyDocument: fromOffice })
  const own = await call('GetContextKeysForPrincipalPolicy', { PolicySourceArn: userArn })
  assert.deepEqual(own['ContextKeyNames'], keys['ContextKeyNames'])
})

test('the policies that grant access to a service are told with who holds them', async () => {
  const { call } = await withAnn()
  await call('PutUserPolicy', { UserName: 'ann', PolicyName: 'p', PolicyDocument: allow('s3:Get*') })
  await call('AttachUserPolicy', { UserName: 'ann', PolicyArn: administratorAccess })
  const listed = await call('ListPoliciesGrantingServiceAccess', {
    Arn: userArn,
    ServiceNamespaces: ['s3', 'sqs'],
  })
  const names = (listed['PoliciesGrantingServiceAccess'] as { Policies: Output[] }[]).map(({ Policies }) =>
    Policies.map((policy) => policy['PolicyName']),
  )
  assert.deepEqual(names, [['p', 'AdministratorAccess'], ['AdministratorAccess']])
})

test('the credential report has a line for each user, and grows old', async () => {
  const { call } = await withAnn()
  await call('CreateLoginProfile', { UserName: 'ann', Password: 'Correct-horse-1' })
  assert.match(await refusalOf(call('GetCredentialReport')), /^410 ReportNotPresent/)
  assert.equal((await call('GenerateCredentialReport'))['State'], 'STARTED')
  assert.equal((await call('GenerateCredentialReport'))['State'], 'COMPLETE')
  const { Content, GeneratedTime } = (await call('GetCredentialReport')) as unknown as {
    Content: Uint8Array
    GeneratedTime: Date
  }
  assert.equal(GeneratedTime.getTime(), now)
  const [head, root, admin, ann] = Buffer.from(Content).toString('utf8').split('\n')
  assert.equal(head?.split(',').length, 22)
  for (const row of [root, admin, ann]) assert.equal(row?.split(',').length, 22)
  assert.ok(
    root?.startsWith(`<root_account>,arn:aws:iam::${account}:root,2026-11-21T12:00:00+00:00,not_supported,`),
  )
  assert.equal(ann?.split(',')[3], 'true')
  assert.equal(admin?.split(',')[8], 'true')
})

test('the preference for tokens of the global endpoint stands in the summary', async () => {
  const { call } = await createTestIam()
  await call('SetSecurityTokenServicePreferences', { GlobalEndpointTokenVersion: 'v2Token' })
  const { SummaryMap } = await call('GetAccountSummary')
  assert.equal((SummaryMap as Output)['GlobalEndpointTokenVersion'], 2)
})
