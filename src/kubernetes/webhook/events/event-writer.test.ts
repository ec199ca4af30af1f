import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiAnswer, JsonObject } from '../../api/index.ts'
import type { Decision } from '../decision.ts'
import { createEventWriter } from './event-writer.ts'

const namespace = { apiVersion: 'v1', kind: 'Namespace', namespace: 'demo', name: 'demo' }
const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'demo', name: 'web-5d', uid: 'u1' }

const decision = (wish: Partial<Decision> = {}): Decision => ({
  uid: 'r',
  dryRun: false,
  namespace: 'demo',
  serviceAccount: 'web',
  pod: 'web-5d-',
  about: owner,
  outcome: 'left',
  code: 'no-role',
  reason: 'none',
  warnings: ['something is odd'],
  ...wish,
})

type Written = readonly [method: string, path: string, body: JsonObject]

const refusal = (code: number): ApiAnswer => ({
  ok: false,
  problem: { code, reason: 'X', message: `refused with ${code}` },
})

function writer(answer: () => ApiAnswer = () => ({ ok: true, status: 201, value: {}, warnings: [] })) {
  const written: Written[] = []
  const problems: string[] = []
  const time = { now: Date.parse('2026-11-21T12:00:00Z') }
  let id = 0
  const events = createEventWriter({
    client: {
      create: (path, body) => (written.push(['POST', path, body]), Promise.resolve(answer())),
      patch: (path, body) => (written.push(['PATCH', path, body]), Promise.resolve(answer())),
    },
    clock: () => time.now,
    newId: () => `id${++id}`,
    instance: 'replica',
    onProblem: (message) => problems.push(message),
  })
  return { events, written, problems, time }
}

test('a warning becomes an event about the owner of the pod', async () => {
  const { events, written } = writer()
  events.record(decision())
  await events.idle()
  assert.deepEqual(written, [
    [
      'POST',
      '/api/v1/namespaces/demo/events',
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'web-5d.id1', namespace: 'demo' },
        involvedObject: owner,
        type: 'Warning',
        reason: 'AWSIdentityMissing',
        message: 'service account web: something is odd',
        source: { component: 'podpass-webhook' },
        reportingComponent: 'podpass-webhook',
        reportingInstance: 'replica',
        firstTimestamp: '2026-11-21T12:00:00Z',
        lastTimestamp: '2026-11-21T12:00:00Z',
        count: 1,
      },
    ],
  ])
  assert.deepEqual(events.counts(), { written: 1, dropped: 0 })
})

test('a pod without an owner is told of in its namespace, and one that was changed is only doubtful', async () => {
  const { events, written } = writer()
  events.record(decision({ about: namespace, outcome: 'changed' }))
  await events.idle()
  assert.deepEqual(written[0]![2]['involvedObject'], namespace)
  assert.equal(written[0]![2]['reason'], 'AWSIdentityDoubtful')
})

test('a dry run, a pod that is refused and a decision without a warning write nothing', async () => {
  const { events, written } = writer()
  events.record(decision({ dryRun: true }))
  events.record(decision({ outcome: 'refused' }))
  events.record(decision({ outcome: 'failed' }))
  events.record(decision({ warnings: [] }))
  await events.idle()
  assert.deepEqual(written, [])
})

test('the same words about the same object are one event, whose count is brought up to date each minute', async () => {
  const { events, written, time } = writer()
  for (let i = 0; i < 100; i++) events.record(decision())
  await events.idle()
  time.now += 61_000
  events.record(decision())
  events.record(decision({ about: { ...owner, uid: 'u2' } }))
  await events.idle()
  assert.deepEqual(
    written.map(([method, path]) => [method, path]),
    [
      ['POST', '/api/v1/namespaces/demo/events'],
      ['PATCH', '/api/v1/namespaces/demo/events/web-5d.id1'],
      ['POST', '/api/v1/namespaces/demo/events'],
    ],
  )
  assert.deepEqual(written[1]![2], { count: 101, lastTimestamp: '2026-11-21T12:01:01Z' })
})

test('after ten minutes the same words are a new event', async () => {
  const { events, written, time } = writer()
  events.record(decision())
  await events.idle()
  time.now += 601_000
  events.record(decision())
  await events.idle()
  assert.deepEqual(
    written.map(([method]) => method),
    ['POST', 'POST'],
  )
})

test('without permission it says so once and leaves the API server alone for a while', async () => {
  const { events, written, problems, time } = writer(() => refusal(403))
  for (const word of ['a', 'b', 'c']) events.record(decision({ warnings: [word] }))
  await events.idle()
  assert.deepEqual([written.length, problems], [1, ['an event could not be written: refused with 403']])
  time.now += 601_000
  events.record(decision({ warnings: ['d'] }))
  await events.idle()
  assert.equal(written.length, 2)
  assert.deepEqual(events.counts(), { written: 0, dropped: 4 })
})

test('a storm of different words is dropped beyond what can wait', async () => {
  const { events, written } = writer()
  for (let i = 0; i < 500; i++) events.record(decision({ warnings: [`w${i}`] }))
  await events.idle()
  assert.equal(written.length, 100)
  assert.deepEqual(events.counts(), { written: 100, dropped: 400 })
})

test('a long message and an odd name fit into what the API server takes', async () => {
  const { events, written } = writer()
  events.record(
    decision({ about: { ...owner, name: `System:Odd.${'x'.repeat(300)}` }, warnings: ['y'.repeat(2000)] }),
  )
  await events.idle()
  const { metadata, message } = written[0]![2] as { metadata: { name: string }; message: string }
  assert.match(metadata.name, /^system-odd-x{189}\.id1$/)
  assert.equal(message.length, 1000)
})
