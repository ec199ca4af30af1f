import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePolicy } from '../../policy/index.ts'
import { createTestIam, type Output, refusalOf } from './iam.test-support.ts'
import { awsManagedDocument, awsManagedPolicies, awsManagedPolicyId } from './managed-policies.ts'

test('every managed policy of AWS has a document that parses', () => {
  const policies = [...awsManagedPolicies().values()]
  assert.ok(policies.length > 1500)
  for (const policy of policies) {
    const parsed = parsePolicy(awsManagedDocument(policy), 'managed')
    assert.ok(parsed.ok, `${policy.name}: ${JSON.stringify(parsed)}`)
  }
})

test('their ids are stable and differ', () => {
  const policies = [...awsManagedPolicies().values()]
  const ids = policies.map(awsManagedPolicyId)
  assert.equal(new Set(ids).size, policies.length)
  assert.ok(ids.every((id) => /^ANPA[A-Z2-7]{17}$/.test(id)))
  assert.equal(awsManagedPolicyId(awsManagedPolicies().get('AdministratorAccess')!), 'ANPAZE5MLFUBUSYZH3CV7')
})

test('GetPolicy and GetPolicyVersion show a policy of AWS by its path', async () => {
  const { call } = await createTestIam()
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy'
  const policy = (await call('GetPolicy', { PolicyArn }))['Policy'] as Output
  assert.equal(policy['Arn'], PolicyArn)
  assert.equal(policy['Path'], '/service-role/')
  assert.match(String(policy['DefaultVersionId']), /^v\d+$/)
  const VersionId = policy['DefaultVersionId']
  const version = (await call('GetPolicyVersion', { PolicyArn, VersionId }))['PolicyVersion'] as Output
  assert.match(decodeURIComponent(String(version['Document'])), /ec2:CreateSnapshot/)
  assert.equal(version['IsDefaultVersion'], true)
})

test('a policy of AWS cannot be changed', async () => {
  const { call } = await createTestIam()
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  for (const [operation, input] of [
    ['CreatePolicyVersion', { PolicyDocument: '{}' }],
    ['SetDefaultPolicyVersion', { VersionId: 'v1' }],
    ['DeletePolicyVersion', { VersionId: 'v1' }],
    ['TagPolicy', { Tags: [] }],
    ['DeletePolicy', {}],
  ] as const)
    assert.match(await refusalOf(call(operation, { PolicyArn, ...input })), /^404 NoSuchEntity/, operation)
})
