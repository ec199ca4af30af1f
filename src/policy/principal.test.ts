import assert from 'node:assert/strict'
import { test } from 'node:test'
import { principals } from './case-file.test-support.ts'
import { accountOf, arnOf } from './index.ts'

test('who belongs to an account, and how everybody is called', () => {
  const called = Object.entries(principals).map(([name, who]) => [name, accountOf(who), arnOf(who)])
  assert.deepEqual(called, [
    ['alice', '111122223333', 'arn:aws:iam::111122223333:user/alice'],
    ['bob of 444455556666', '444455556666', 'arn:aws:iam::444455556666:user/bob'],
    ['app', '111122223333', 'arn:aws:sts::111122223333:assumed-role/app/web-1'],
    ['app of 444455556666', '444455556666', 'arn:aws:sts::444455556666:assumed-role/app/web-1'],
    ['service-linked role', '111122223333', 'arn:aws:sts::111122223333:assumed-role/linked/eks'],
    ['root', '111122223333', 'arn:aws:iam::111122223333:root'],
    ['root of 444455556666', '444455556666', 'arn:aws:iam::444455556666:root'],
    ['federated fay', '111122223333', 'arn:aws:sts::111122223333:federated-user/fay'],
    ['pod', undefined, 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC'],
    ['cognito user', undefined, 'cognito-identity.amazonaws.com'],
    ['ec2', undefined, 'ec2.amazonaws.com'],
    ['anonymous', undefined, 'anonymous'],
  ])
})
