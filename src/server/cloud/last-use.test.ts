import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DecisionRecord } from '../../aws/gateway/index.ts'
import { callOf, writeLastUse } from './last-use.ts'

const record = (caller: DecisionRecord['caller'], actions: readonly string[] = []): DecisionRecord => ({
  requestId: 'r',
  eventId: 'e',
  time: 1000,
  service: 's3',
  operation: 'DeleteObjects',
  region: 'eu-west-1',
  ...(caller && { caller }),
  steps: [],
  authorizations: actions.map((action) => ({
    action,
    resource: '*',
    decision: { effect: 'allow', because: [] } as never,
    context: {},
  })),
  outcome: { status: 200 },
})

test('a role session is noted as its role, each action once', () => {
  const caller = { arn: 'arn', userId: 'AROAAPP:pod', accessKeyId: 'ASIA1' }
  assert.deepEqual(callOf(record(caller, ['s3:DeleteObject', 's3:DeleteObject'])), {
    at: 1000,
    region: 'eu-west-1',
    service: 's3',
    actions: ['s3:DeleteObject'],
    principalId: 'AROAAPP',
  })
})

test('a user is noted with its key, by the operation where no permission was asked', () => {
  const caller = { arn: 'arn', userId: 'AIDAANN', accessKeyId: 'AKIA1' }
  const { actions, principalId, accessKeyId } = callOf(record(caller))!
  assert.deepEqual(
    { actions, principalId, accessKeyId },
    {
      actions: ['s3:DeleteObjects'],
      principalId: 'AIDAANN',
      accessKeyId: 'AKIA1',
    },
  )
})

test('root and federated users have no report of their own, and nobody has none at all', () => {
  assert.equal(callOf(record({ arn: 'arn', userId: '111122223333' }))?.principalId, undefined)
  assert.equal(callOf(record({ arn: 'arn', userId: '111122223333:bob' }))?.principalId, undefined)
  assert.equal(callOf(record(undefined)), undefined)
})

test('what was noted is written at the end, and a fault is told', async () => {
  let flushed = 0
  const faults: unknown[] = []
  const stop = writeLastUse({ note: () => {}, flush: () => Promise.resolve(void flushed++) }, (fault) =>
    faults.push(fault),
  )
  await stop()
  assert.deepEqual([flushed, faults.length], [1, 0])
  const failing = writeLastUse({ note: () => {}, flush: () => Promise.reject(new Error('full')) }, (fault) =>
    faults.push(fault),
  )
  await failing()
  assert.equal(faults.length, 1)
})
