import assert from 'node:assert/strict'
import { test } from 'node:test'
import { management, member, setUp, record } from './podpass.test-support.ts'

test('a decision is found by request, by event, and as the last one', async () => {
  const { podpass, ask, refused, appended } = setUp()
  assert.equal(await refused('GetDecision', { Last: true }), 'ResourceNotFoundException')
  const [first, second] = [record(), record()]
  podpass.record(first)
  podpass.record(second)
  podpass.record(record({ service: 'podpass', operation: 'GetDecision' }))
  assert.deepEqual(await ask('GetDecision', { RequestId: first.requestId }), { Decision: first })
  assert.deepEqual(await ask('GetDecision', { EventId: second.eventId }), { Decision: second })
  assert.deepEqual(await ask('GetDecision', { Last: true }), { Decision: second })
  assert.equal(await refused('GetDecision', { RequestId: 'no-such' }), 'ResourceNotFoundException')
  assert.equal(appended.length, 3)
})

test('a decision is asked for in one way', async () => {
  const { refused } = setUp()
  assert.equal(await refused('GetDecision'), 'ValidationException')
  assert.equal(await refused('GetDecision', { Last: false }), 'ValidationException')
  assert.equal(await refused('GetDecision', { Last: true, EventId: 'x' }), 'ValidationException')
})

test('an account sees no decisions of another', async () => {
  const { podpass, ask, refused } = setUp()
  const own = record({ caller: { arn: 'x', account: member } })
  podpass.record(own)
  const other = record()
  podpass.record(other)
  assert.deepEqual(await ask('GetDecision', { Last: true }, member), { Decision: own })
  assert.equal(await refused('GetDecision', { EventId: other.eventId }, member), 'ResourceNotFoundException')
  const { Decisions } = (await ask('ListDecisions', {}, member)) as { Decisions: { EventId: string }[] }
  assert.deepEqual(
    Decisions.map((each) => each.EventId),
    [own.eventId],
  )
})

test('the decision of an unsigned call is seen by the account that it asks of, and by no other', async () => {
  const { podpass, ask, refused } = setUp()
  const caller = { arn: 'anonymous' }
  const asked = record({ caller, account: member })
  const elsewhere = record({ caller, account: '999999999999' })
  const unknown = record({ caller: undefined })
  for (const each of [asked, elsewhere, unknown]) podpass.record(each)
  const seenBy = async (account: string): Promise<readonly string[]> => {
    const { Decisions } = (await ask('ListDecisions', {}, account)) as { Decisions: { EventId: string }[] }
    return Decisions.map((each) => each.EventId)
  }
  assert.deepEqual(await seenBy(member), [asked.eventId])
  assert.deepEqual(await seenBy(management), [unknown.eventId, elsewhere.eventId])
  for (const each of [elsewhere, unknown])
    assert.equal(await refused('GetDecision', { EventId: each.eventId }, member), 'ResourceNotFoundException')
  assert.equal(await refused('GetDecision', { EventId: asked.eventId }), 'ResourceNotFoundException')
})

test('only the latest decisions are held', async () => {
  const { podpass, ask, refused, appended } = setUp({
    decisionLimit: 2,
    earlierDecisions: async () => [record(), record(), record()],
  })
  const first = record()
  podpass.record(first)
  assert.deepEqual(await ask('GetDecision', { RequestId: first.requestId }), { Decision: first })
  podpass.record(record())
  podpass.record(record())
  assert.equal(await refused('GetDecision', { RequestId: first.requestId }), 'ResourceNotFoundException')
  assert.equal(appended.length, 3)
})

test('decisions of an earlier run are found, and one that cannot be read is told of', async () => {
  const before = record()
  const { ask } = setUp({ earlierDecisions: async () => [before] })
  assert.deepEqual(await ask('GetDecision', { EventId: before.eventId }), { Decision: before })
  const faults: unknown[] = []
  const { refused } = setUp({
    earlierDecisions: () => Promise.reject(new Error('no such disk')),
    onFault: (fault) => faults.push(fault),
  })
  assert.equal(await refused('GetDecision', { Last: true }), 'ResourceNotFoundException')
  assert.equal(faults.length, 1)
})

test('decisions are listed newest first, filtered, page by page', async () => {
  const { podpass, ask, refused } = setUp()
  const first = record()
  const denied = record({
    authorizations: [{ action: 's3:GetObject', resource: '*', decision: { effect: 'implicit-deny' } }],
    outcome: { status: 403, code: 'AccessDenied' },
  })
  const untrusted = record({
    service: 'sts',
    operation: 'AssumeRoleWithWebIdentity',
    caller: undefined,
    authorizations: [],
    steps: [{ name: 'audience', passed: false, detail: '' }],
    outcome: { status: 400, code: 'InvalidIdentityToken' },
  })
  const records = [first, denied, untrusted, record()]
  for (const each of records) podpass.record(each)
  const list = async (input: object) =>
    (await ask('ListDecisions', input)) as { Decisions: { EventId: string }[]; NextToken?: string }
  const ids = async (input: object) => (await list(input)).Decisions.map((each) => each.EventId)
  const eventIds = records.map((each) => each.eventId).toReversed()
  assert.deepEqual(await ids({}), eventIds)
  assert.deepEqual(await ids({ Outcome: 'denied' }), [untrusted.eventId, denied.eventId])
  assert.deepEqual(await ids({ Outcome: 'allowed' }), [eventIds[0], eventIds[3]])
  assert.deepEqual(await ids({ Service: 'sts' }), [untrusted.eventId])
  assert.deepEqual(await ids({ Operation: 'ListBuckets', EndTime: new Date(denied.time) }), [
    eventIds[2],
    eventIds[3],
  ])
  assert.deepEqual(await ids({ StartTime: new Date(untrusted.time) }), eventIds.slice(0, 2))
  assert.deepEqual(await ids({ CallerArn: 'nobody' }), [])
  const page = await list({ MaxResults: 3 })
  assert.deepEqual(page.NextToken, eventIds[2])
  assert.deepEqual(await list({ MaxResults: 3, NextToken: page.NextToken }), {
    Decisions: (await list({})).Decisions.slice(3),
  })
  assert.equal(await refused('ListDecisions', { NextToken: 'x' }), 'ValidationException')
})
