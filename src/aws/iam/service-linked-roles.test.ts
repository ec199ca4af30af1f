import assert from 'node:assert/strict'
import { test } from 'node:test'
import { administratorAccess, allow, createTestIam, ec2Trust, refusalOf } from './iam.test-support.ts'
import { linkedServices } from './service-linked-services.ts'

test('every service that is known gets its role with its trust and its policy', async () => {
  const { call } = await createTestIam()
  for (const [service, { name, policy }] of Object.entries(linkedServices)) {
    const made = await call('CreateServiceLinkedRole', { AWSServiceName: service })
    const { Role } = made as { Role: { Arn: string; AssumeRolePolicyDocument: string } }
    assert.ok(Role.Arn.endsWith(`:role/aws-service-role/${service}/AWSServiceRoleFor${name}`), Role.Arn)
    assert.ok(decodeURIComponent(Role.AssumeRolePolicyDocument).includes(`"${service}"`))
    const attached = await call('ListAttachedRolePolicies', { RoleName: `AWSServiceRoleFor${name}` })
    const policies = attached['AttachedPolicies'] as { PolicyName: string }[]
    assert.deepEqual(
      policies.map((each) => each.PolicyName),
      [policy],
    )
  }
})

test('a service-linked role is only for its service to change', async () => {
  const { call } = await createTestIam()
  await call('CreateServiceLinkedRole', { AWSServiceName: 'eks.amazonaws.com' })
  const RoleName = 'AWSServiceRoleForAmazonEKS'
  const changes: readonly (readonly [string, object])[] = [
    ['DeleteRole', {}],
    ['UpdateRole', { MaxSessionDuration: 7200 }],
    ['UpdateAssumeRolePolicy', { PolicyDocument: ec2Trust }],
    ['PutRolePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*') }],
    ['AttachRolePolicy', { PolicyArn: administratorAccess }],
    [
      'DetachRolePolicy',
      { PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/AmazonEKSServiceRolePolicy' },
    ],
    ['PutRolePermissionsBoundary', { PermissionsBoundary: administratorAccess }],
    ['DeleteRolePermissionsBoundary', {}],
    ['DeleteRolePolicy', { PolicyName: 'p' }],
  ]
  for (const [operation, input] of changes)
    assert.equal(
      await refusalOf(call(operation, { RoleName, ...input })),
      `400 UnmodifiableEntity: Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
      operation,
    )
  await call('UpdateRole', { RoleName, Description: 'of the team' })
  const { Role } = await call('GetRole', { RoleName })
  assert.equal((Role as { readonly Description?: string }).Description, 'of the team')
})

test('the deletion of a service-linked role is a task that is done', async () => {
  const { call } = await createTestIam()
  await call('CreateServiceLinkedRole', { AWSServiceName: 'autoscaling.amazonaws.com', CustomSuffix: 'x' })
  const RoleName = 'AWSServiceRoleForAutoScaling_x'
  const { DeletionTaskId } = await call('DeleteServiceLinkedRole', { RoleName })
  assert.match(
    String(DeletionTaskId),
    /^task\/aws-service-role\/autoscaling\.amazonaws\.com\/AWSServiceRoleForAutoScaling_x\/\w+$/,
  )
  assert.equal((await call('GetServiceLinkedRoleDeletionStatus', { DeletionTaskId }))['Status'], 'SUCCEEDED')
  assert.match(await refusalOf(call('GetRole', { RoleName })), /^404/)
})
