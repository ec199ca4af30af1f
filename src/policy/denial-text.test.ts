import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Decision, PolicyType } from './index.ts'
import { denialText } from './index.ts'

const denial = {
  principalArn: 'arn:aws:sts::111122223333:assumed-role/app/web',
  request: { action: 's3:ListBucket', resource: 'arn:aws:s3:::data' },
}
const start =
  'User: arn:aws:sts::111122223333:assumed-role/app/web is not authorized to perform: s3:ListBucket on resource: '

const implicit = (missing: PolicyType): Decision => ({ effect: 'implicit-deny', missing, statements: [] })
const explicit = (by: PolicyType, policy = 'inline'): Decision => ({
  effect: 'explicit-deny',
  by,
  statements: [{ policyType: by, policy, index: 0 }],
})

test('a missing allow is told with the type that lacks it', () => {
  for (const type of [
    'identity-based policy',
    'resource-based policy',
    'permissions boundary',
    'session policy',
    'service control policy',
    'resource control policy',
  ] as const)
    assert.equal(
      denialText({ ...denial, decision: implicit(type) }),
      `${start}arn:aws:s3:::data because no ${type} allows the s3:ListBucket action`,
    )
})

test('an explicit deny is told with the type that denies', () => {
  const texts = {
    'identity-based policy': 'with an explicit deny in an identity-based policy',
    'resource-based policy': 'with an explicit deny in a resource-based policy',
    'permissions boundary': 'with an explicit deny in a permissions boundary',
    'session policy': 'with an explicit deny in a session policy',
    'service control policy': 'with an explicit deny in a service control policy',
    'resource control policy': 'with an explicit deny in a resource control policy',
  } as const
  for (const [type, text] of Object.entries(texts))
    assert.equal(
      denialText({ ...denial, decision: explicit(type as PolicyType) }),
      `${start}arn:aws:s3:::data ${text}`,
    )
})

test('the ARN of the denying policy follows, but for resource policies', () => {
  const arn = 'arn:aws:organizations::1:policy/o-x/service_control_policy/p-y'
  assert.equal(
    denialText({ ...denial, decision: explicit('service control policy', arn) }),
    `${start}arn:aws:s3:::data with an explicit deny in a service control policy: ${arn}`,
  )
  assert.equal(
    denialText({ ...denial, decision: explicit('resource-based policy', 'arn:aws:s3:::data') }),
    `${start}arn:aws:s3:::data with an explicit deny in a resource-based policy`,
  )
})

test('S3 quotes the resource', () => {
  assert.equal(
    denialText({ ...denial, decision: implicit('session policy'), quoted: true }),
    `${start}"arn:aws:s3:::data" because no session policy allows the s3:ListBucket action`,
  )
})

test('IAM calls a role by its name', () => {
  assert.equal(
    denialText({ ...denial, decision: implicit('session policy'), resourceLabel: 'role app' }),
    `${start}role app because no session policy allows the s3:ListBucket action`,
  )
})

test('the bare form leaves the reason out', () => {
  assert.equal(
    denialText({ ...denial, decision: implicit('session policy'), bare: true }),
    `${start}arn:aws:s3:::data`,
  )
})

test('a decision that allows has no reason to tell', () => {
  assert.equal(
    denialText({ ...denial, decision: { effect: 'allow', statements: [] } }),
    `${start}arn:aws:s3:::data`,
  )
})
