import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerOf } from './answer.ts'
import type { Answer, DocumentJson, Question, StatementJson } from './question.ts'

const carlos = {
  kind: 'user',
  partition: 'aws',
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/carlossalazar',
  id: 'AIDACARLOS',
} as const

const document = (...Statement: readonly StatementJson[]): DocumentJson => ({
  Version: '2012-10-17',
  Statement,
})

const bucket = ['arn:aws:s3:::carlossalazar/*', 'arn:aws:s3:::carlossalazar']
const identity = document(
  { Effect: 'Allow', Action: ['s3:GetBucketLocation'], Resource: 'arn:aws:s3:::*' },
  { Effect: 'Allow', Action: 's3:*', Resource: bucket },
  { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::*log*' },
)
const resourcePolicy = document({
  Effect: 'Allow',
  Principal: { AWS: carlos.arn },
  Action: 's3:*',
  Resource: bucket,
})

const ask = (question: Partial<Question>): Answer =>
  answerOf({
    caller: carlos,
    action: 's3:PutObject',
    resource: 'arn:aws:s3:::carlossalazar/a',
    context: {},
    identity: [],
    ...question,
  })

test("the oracle answers the documentation's example of a user and a bucket as the documentation does", () => {
  const resource = 'arn:aws:s3:::carlossalazar-logs/a'
  assert.equal(ask({ identity: [identity], resourcePolicy, resource }), 'explicit-deny')
  assert.equal(ask({ identity: [identity], resourcePolicy }), 'allow')
  assert.equal(ask({ resourcePolicy }), 'allow')
  assert.equal(ask({ identity: [identity] }), 'allow')
  assert.equal(ask({}), 'implicit-deny')
})

test('the oracle wants both accounts to allow what crosses accounts', () => {
  const resourceAccount = '222222222222'
  assert.equal(ask({ identity: [identity], resourcePolicy, resourceAccount }), 'allow')
  assert.equal(ask({ resourcePolicy, resourceAccount }), 'implicit-deny')
  assert.equal(ask({ identity: [identity], resourceAccount }), 'implicit-deny')
})

test('the oracle lets a grant to a session pass the limits that hold a grant to its role', () => {
  const caller = {
    kind: 'role-session',
    partition: 'aws',
    account: '111122223333',
    arn: 'arn:aws:sts::111122223333:assumed-role/example/one',
    roleArn: 'arn:aws:iam::111122223333:role/example',
    roleId: 'AROAEXAMPLE',
    sessionName: 'one',
  } as const
  const granted = (name: string) =>
    ask({
      caller,
      session: [],
      boundary: [],
      resourcePolicy: document({
        Effect: 'Allow',
        Principal: { AWS: name },
        Action: 's3:*',
        Resource: '*',
      }),
    })
  assert.equal(granted(caller.arn), 'allow')
  assert.equal(granted(caller.roleArn), 'implicit-deny')
  assert.equal(granted(caller.account), 'implicit-deny')
})

test("the oracle compares ARNs by component, as the documentation's example does", () => {
  const given = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt'
  const withOperator = (operator: string) =>
    ask({
      context: { 'aws:SourceArn': [given] },
      identity: [
        document({
          Effect: 'Allow',
          Action: '*',
          Resource: '*',
          Condition: {
            [operator]: { 'AWS:sourcearn': 'arn:aws:someservice:*:111122223333:finance/*' },
          },
        }),
      ],
    })
  assert.equal(withOperator('StringLike'), 'allow')
  assert.equal(withOperator('ArnLike'), 'implicit-deny')
})

test('the oracle puts a default in for a variable without a value', () => {
  const Resource = "arn:aws:s3:::example-bucket-${aws:PrincipalTag/team, 'company-wide'}"
  const identity = [document({ Effect: 'Allow', Action: 's3:*', Resource })]
  const yellow = { 'aws:PrincipalTag/team': ['yellow'] }
  const resource = 'arn:aws:s3:::example-bucket-yellow'
  assert.equal(ask({ identity, context: yellow, resource }), 'allow')
  assert.equal(ask({ identity, resource }), 'implicit-deny')
  assert.equal(ask({ identity, resource: 'arn:aws:s3:::example-bucket-company-wide' }), 'allow')
})
