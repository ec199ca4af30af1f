import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PolicyMend } from '../../../policy/index.ts'
import { commandOf, tellMends } from './tell-mend.ts'

const statement = (subjects: string | readonly string[]) => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringEquals: { 'a.example:sub': subjects, 'a.example:aud': 'x' } },
})

const trust: PolicyMend = {
  kind: 'policy',
  policyType: 'resource-based policy',
  holder: 'arn:aws:iam::111122223333:role/team/app',
  before: { Version: '2012-10-17', Statement: [statement('one')] },
  after: { Version: '2012-10-17', Statement: [statement(['one', "it's"])] },
  words: 'add `it’s` to a.example:sub',
}

test('of a changed policy the changed lines are shown with what is around them', () => {
  assert.equal(
    tellMends([trust], 'sts:AssumeRoleWithWebIdentity').slice(3, -1).join('\n'),
    `
              "Condition": {
                "StringEquals": {
      -           "a.example:sub": "one",
      +           "a.example:sub": [
      +             "one",
      +             "it's"
      +           ],
                  "a.example:aud": "x"
                }`.slice(1),
  )
})

test('a command holds the whole policy as one word of the shell', () => {
  assert.equal(
    commandOf(trust, 'sts:AssumeRoleWithWebIdentity'),
    `aws iam update-assume-role-policy --role-name app --policy-document '${JSON.stringify(trust.after).replaceAll("'", `'\\''`)}'`,
  )
})

test('each holder has its command; what has none here is told without', () => {
  const of = (holder: string, policyType: PolicyMend['policyType']) =>
    commandOf({ ...trust, holder, policyType }, 's3:GetObject')?.split(' --policy')[0]
  assert.equal(
    of('arn:aws:iam::1:role/a/app', 'identity-based policy'),
    'aws iam put-role-policy --role-name app',
  )
  assert.equal(
    of('arn:aws:iam::1:user/ann', 'identity-based policy'),
    'aws iam put-user-policy --user-name ann',
  )
  assert.equal(of('arn:aws:s3:::b/a/key', 'resource-based policy'), 'aws s3api put-bucket-policy --bucket b')
  assert.equal(of('arn:aws:sqs:eu-west-1:1:q', 'resource-based policy'), undefined)
})

test('where no policy is to be changed, the words stand alone', () => {
  assert.deepEqual(
    tellMends([{ kind: 'owner', policyType: 'permissions boundary', words: 'ask them' }], 'a:b'),
    ['', '  what would let it through:', '    ask them'],
  )
  assert.deepEqual(tellMends([], 'a:b'), [])
})
