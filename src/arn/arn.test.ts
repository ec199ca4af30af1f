import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import {
  accountOfAccessKeyId,
  formatArn,
  newAccessKeyId,
  newUniqueId,
  parseArn,
  partitionOf,
} from './index.ts'

test('an ARN keeps the colons of its resource', () => {
  const text = 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks:*'
  assert.equal(parseArn(text)?.resource, 'log-group:/aws/eks:*')
  assert.equal(formatArn(parseArn(text)!), text)
})

test('text that is no ARN is refused', () => {
  for (const text of [
    '',
    'arn',
    'arn:aws:iam',
    'urn:aws:iam::1:role/x',
    'arn::iam::1:role/x',
    'arn:aws:::1:x',
  ])
    assert.equal(parseArn(text), undefined, text)
})

test('an access key id tells its account', () => {
  // A published example: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html speaks of this decoding.
  for (const account of ['000000000000', '111122223333', '999999999999'])
    assert.equal(accountOfAccessKeyId(newAccessKeyId('ASIA', account, randomBytes)), account)
  assert.equal(accountOfAccessKeyId('ASIAY34FZKBOKMUTVV7A'), '609629065308')
  assert.equal(accountOfAccessKeyId('AKIAIOSFODNN7EXAMPLE'), undefined)
})

test('a unique id has its prefix and 17 characters', () => {
  assert.match(newUniqueId('AROA', randomBytes), /^AROA[A-Z2-7]{17}$/)
})

test('a region tells its partition', () => {
  assert.equal(partitionOf('eu-west-1'), 'aws')
  assert.equal(partitionOf('cn-north-1'), 'aws-cn')
  assert.equal(partitionOf('us-gov-west-1'), 'aws-us-gov')
  assert.equal(partitionOf('us-isob-east-1'), 'aws-iso-b')
})
