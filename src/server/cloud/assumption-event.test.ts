import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { assumptionEvents } from './assumption-event.ts'

const role = { arn: 'arn:aws:iam::333333333333:role/target', account: '333333333333' }
const assumption = {
  region: 'us-east-1',
  now: 0,
  role,
  requestParameters: {},
  assumed: { assumedRoleId: 'AROAT:s', arn: 'arn', accessKeyId: 'ASIA', expiration: new Date(0) },
}

test('an assumption by a service is told to the account of the role alone', () => {
  const userIdentity = { type: 'AWSService', invokedBy: 'pods.eks.amazonaws.com' }
  const events = assumptionEvents({ ...assumption, userIdentity }, randomBytes)
  assert.deepEqual(
    events.map((event) => [event.recipientAccountId, event.userIdentity]),
    [[role.account, userIdentity]],
  )
})

test('one by a role of another account is told to both, and who it was only to its own', () => {
  const userIdentity = {
    type: 'AssumedRole',
    principalId: 'AROAA:pod',
    arn: 'arn:aws:sts::222222222222:assumed-role/app/pod',
    accountId: '222222222222',
    invokedBy: 'pods.eks.amazonaws.com',
  }
  const [callers, owners, ...more] = assumptionEvents({ ...assumption, userIdentity }, randomBytes)
  assert.deepEqual(more, [])
  assert.deepEqual([callers!.recipientAccountId, owners!.recipientAccountId], ['222222222222', role.account])
  assert.equal(callers!.sharedEventID, owners!.sharedEventID)
  assert.notEqual(callers!.eventID, owners!.eventID)
  assert.deepEqual(callers!.userIdentity, userIdentity)
  assert.deepEqual(owners!.userIdentity, {
    type: 'AWSAccount',
    principalId: 'AROAA:pod',
    accountId: '222222222222',
    invokedBy: 'pods.eks.amazonaws.com',
  })
})
