import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lint } from './lint.ts'

const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/example.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'example.com:aud': 'sts.amazonaws.com' } },
    },
  ],
}

const rulesIn = (value: unknown): readonly string[] =>
  lint(JSON.stringify(value)).findings.map(({ rule }) => rule)

test('a role as the AWS CLI prints it holds its trust policy', () => {
  assert.deepEqual(rulesIn({ Role: { RoleName: 'app', AssumeRolePolicyDocument: trust } }), [
    'trust-without-sub',
  ])
})

test('a list of roles holds a policy for each', () => {
  const text = JSON.stringify({
    Roles: [{ AssumeRolePolicyDocument: trust }, { AssumeRolePolicyDocument: trust }],
  })
  const { policies, findings } = lint(text)
  assert.equal(policies, 2)
  assert.equal(findings.length, 2)
  assert.ok(findings[0]!.span.at < findings[1]!.span.at)
})

test('a policy within a string is read, and the string is pointed at', () => {
  const text = JSON.stringify({ Policy: JSON.stringify(trust) })
  const [finding, ...rest] = lint(text).findings
  assert.deepEqual(rest, [])
  assert.equal(finding!.rule, 'trust-without-sub')
  assert.equal(finding!.span.at, text.indexOf('"{'))
})

test('the kind that is named counts more than the words', () => {
  const document = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
  }
  assert.deepEqual(lint(JSON.stringify(document)).findings, [])
  const [finding] = lint(JSON.stringify(document), { kind: 'trust' }).findings
  assert.equal(finding!.rule, 'refused')
})

test('what is no JSON and what holds no policy is said with its place', () => {
  const [broken] = lint('{\n "Statement": [,]\n}').findings
  assert.deepEqual([broken!.rule, broken!.span.at], ['invalid-json', 17])
  assert.deepEqual(rulesIn({ Role: {} }), ['no-policy'])
})

test('a policy that is too long is told with both lengths', () => {
  const actions = Array.from({ length: 400 }, () => 's3:GetObjectVersionTagging')
  const document = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }
  const [finding] = lint(JSON.stringify(document), { kind: 'managed' }).findings
  assert.equal(finding!.rule, 'too-long')
  assert.match(
    finding!.reason,
    /it has 11\d{3} characters without white space, and a managed policy may have 6144/,
  )
})

test('a trust policy may be longer than usual with a raised quota', () => {
  const subjects = Array.from({ length: 60 }, (_, index) => `system:serviceaccount:namespace-${index}:app`)
  const Condition = { StringEquals: { 'example.com:aud': 'x', 'example.com:sub': subjects } }
  const document = { ...trust, Statement: [{ ...trust.Statement[0], Condition }] }
  assert.deepEqual(rulesIn(document), ['long-trust'])
})
