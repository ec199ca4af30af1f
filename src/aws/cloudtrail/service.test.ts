import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createMemoryStore } from '../../store/index.ts'
import { AwsError, type Call, type Operation } from '../protocol/index.ts'
import { memorySpool } from './cloudtrail.test-support.ts'
import { createCloudTrail, type CloudTrailNeeds, type TrailEvent } from './index.ts'
import type { LookupEventsInput, LookupEventsOutput } from './operations/lookup-events.ts'

const account = '111122223333'
const now = Date.parse('2026-11-21T12:00:00Z')

let made = 0
function event(patch: Readonly<Record<string, unknown>> = {}): TrailEvent {
  made++
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'alice', accessKeyId: 'AKIAALICE' },
    eventTime: new Date(now - 3_600_000 + made * 1000).toISOString().replace('.000Z', 'Z'),
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    awsRegion: 'us-east-1',
    eventID: `event-${made}`,
    readOnly: true,
    managementEvent: true,
    recipientAccountId: account,
    ...patch,
  }
}

function setUp(needs: Partial<CloudTrailNeeds> = {}) {
  const appended: TrailEvent[] = []
  const trail = createCloudTrail({
    store: createMemoryStore(),
    clock: () => now,
    random: randomBytes,
    keyWrap: {
      wrap: (secret) => Buffer.from(secret).toString('base64'),
      unwrap: (sealed) => Buffer.from(sealed, 'base64'),
    },
    buckets: { check: async () => undefined, put: async () => undefined },
    logs: { check: async () => undefined, put: async () => undefined },
    spool: memorySpool(),
    append: (line) => void appended.push(JSON.parse(line) as TrailEvent),
    onFault: (fault) => assert.fail(String(fault)),
    ...needs,
  })
  const operation = trail.service.operations.LookupEvents as Operation<LookupEventsInput, LookupEventsOutput>
  const lookUp = async (
    input: LookupEventsInput = {},
    call: Partial<Call> = {},
  ): Promise<LookupEventsOutput> =>
    operation.invoke(input, { account, region: 'us-east-1', now, ...call } as Call)
  const ids = async (input?: LookupEventsInput, call?: Partial<Call>) =>
    (await lookUp(input, call)).Events.map((each) => each.EventId)
  const by = (AttributeKey: string, AttributeValue: string) =>
    ids({ LookupAttributes: [{ AttributeKey, AttributeValue }] })
  const refused = async (input: LookupEventsInput): Promise<string> => {
    const answer = await lookUp(input).catch((error: unknown) => error)
    assert.ok(answer instanceof AwsError, String(answer))
    return answer.code
  }
  return { trail, appended, lookUp, ids, by, refused }
}

const session = {
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEEXAMPLE123:botocore-session-1',
    accessKeyId: 'ASIASESSION',
  },
}

test('an event is shown as CloudTrail shows it', async () => {
  const { trail, lookUp, appended } = setUp()
  const exchange = event({
    userIdentity: { type: 'WebIdentityUser', userName: 'system:serviceaccount:default:app' },
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRoleWithWebIdentity',
    requestParameters: { roleSessionName: 'one' },
    resources: [{ ARN: `arn:aws:iam::${account}:role/app`, accountId: account, type: 'AWS::IAM::Role' }],
    responseElements: {
      credentials: { accessKeyId: 'ASIANEW' },
      assumedRoleUser: { assumedRoleId: 'AROA:one', arn: `arn:aws:sts::${account}:assumed-role/app/one` },
    },
  })
  trail.record(exchange)
  const { Events: events, NextToken } = await lookUp()
  assert.equal(NextToken, undefined)
  assert.deepEqual(events, [
    {
      EventId: exchange.eventID,
      EventName: 'AssumeRoleWithWebIdentity',
      ReadOnly: 'true',
      EventTime: new Date(exchange.eventTime),
      EventSource: 'sts.amazonaws.com',
      Username: 'system:serviceaccount:default:app',
      Resources: [
        { ResourceType: 'AWS::IAM::AccessKey', ResourceName: 'ASIANEW' },
        {
          ResourceType: 'AWS::STS::AssumedRole',
          ResourceName: `arn:aws:sts::${account}:assumed-role/app/one`,
        },
        { ResourceType: 'AWS::STS::AssumedRole', ResourceName: 'AROA:one' },
        { ResourceType: 'AWS::STS::AssumedRole', ResourceName: 'one' },
        { ResourceType: 'AWS::IAM::Role', ResourceName: `arn:aws:iam::${account}:role/app` },
      ],
      CloudTrailEvent: JSON.stringify(exchange),
    },
  ])
  assert.deepEqual(appended, [exchange])
})

test('events are found by each attribute', async () => {
  const { trail, by } = setUp()
  const role = { ARN: `arn:aws:iam::${account}:role/app`, accountId: account, type: 'AWS::IAM::Role' }
  const [plain, ofSession, change, ofRoot] = [
    event(),
    event(session),
    event({ eventName: 'CreateRole', eventSource: 'iam.amazonaws.com', readOnly: false, resources: [role] }),
    event({ userIdentity: { type: 'Root', principalId: account, accountId: account } }),
  ]
  for (const each of [plain, ofSession, change, ofRoot]) trail.record(each)
  assert.deepEqual(await by('EventId', plain.eventID), [plain.eventID])
  assert.deepEqual(await by('EventName', 'CreateRole'), [change.eventID])
  assert.deepEqual(await by('EventSource', 'iam.amazonaws.com'), [change.eventID])
  assert.deepEqual(await by('ReadOnly', 'false'), [change.eventID])
  assert.deepEqual(await by('Username', 'alice'), [change.eventID, plain.eventID])
  assert.deepEqual(await by('Username', 'botocore-session-1'), [ofSession.eventID])
  assert.deepEqual(await by('Username', 'root'), [ofRoot.eventID])
  assert.deepEqual(await by('AccessKeyId', 'ASIASESSION'), [ofSession.eventID])
  assert.deepEqual(await by('ResourceType', 'AWS::IAM::Role'), [change.eventID])
  assert.deepEqual(await by('ResourceName', role.ARN), [change.eventID])
  assert.deepEqual(await by('ResourceName', 'app'), [change.eventID])
  assert.deepEqual(await by('ResourceName', 'other'), [])
})

test('events of another account or region, data events and old ones are not shown', async () => {
  const { trail, ids } = setUp()
  const own = event()
  for (const each of [
    own,
    event({ recipientAccountId: '444455556666' }),
    event({ awsRegion: 'eu-west-1' }),
    event({ managementEvent: false, eventCategory: 'Data' }),
    event({ eventTime: '2026-08-01T00:00:00Z' }),
  ])
    trail.record(each)
  assert.deepEqual(await ids(), [own.eventID])
  assert.equal((await ids({}, { region: 'eu-west-1' })).length, 1)
})

test('events are found by time, both ends included', async () => {
  const { trail, ids, refused } = setUp()
  const events = [event(), event(), event()]
  for (const each of events) trail.record(each)
  const times = events.map((each) => new Date(each.eventTime))
  assert.deepEqual(await ids({ StartTime: times[1] }), [events[2]!.eventID, events[1]!.eventID])
  assert.deepEqual(await ids({ EndTime: times[1] }), [events[1]!.eventID, events[0]!.eventID])
  assert.deepEqual(await ids({ StartTime: times[1], EndTime: times[1] }), [events[1]!.eventID])
  assert.equal(await refused({ StartTime: times[2], EndTime: times[0] }), 'InvalidTimeRangeException')
})

test('pages hold at most 50 events, and new events do not shift them', async () => {
  const { trail, lookUp, refused } = setUp()
  for (let n = 0; n < 120; n++) trail.record(event())
  const seen: string[] = []
  let NextToken: string | undefined
  do {
    const page = await lookUp({ NextToken })
    assert.ok(page.Events.length <= 50)
    seen.push(...page.Events.map((each) => each.EventId))
    NextToken = page.NextToken
    trail.record(event())
  } while (NextToken !== undefined)
  assert.equal(new Set(seen).size, 120)
  const first = await lookUp({ MaxResults: 1 })
  assert.equal(first.Events.length, 1)
  const otherQuestion = { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'x' }] }
  assert.equal(await refused({ ...otherQuestion, NextToken: first.NextToken }), 'InvalidNextTokenException')
  assert.equal(await refused({ NextToken: 'x' }), 'InvalidNextTokenException')
})

test('wrong questions are refused in words of CloudTrail', async () => {
  const { refused, ids } = setUp()
  const attribute = { AttributeKey: 'EventName', AttributeValue: 'x' }
  assert.equal(
    await refused({ LookupAttributes: [attribute, attribute] }),
    'InvalidLookupAttributesException',
  )
  const unknown = { AttributeKey: 'toString', AttributeValue: 'x' }
  assert.equal(await refused({ LookupAttributes: [unknown] }), 'InvalidLookupAttributesException')
  assert.equal(await refused({ MaxResults: 51 }), 'InvalidMaxResultsException')
  assert.equal(await refused({ MaxResults: 0 }), 'InvalidMaxResultsException')
  assert.equal(await refused({ EventCategory: 'colour' }), 'InvalidEventCategoryException')
  assert.deepEqual(await ids({ EventCategory: 'insight' }), [])
})

test('only the latest events are held, with those of an earlier run before them', async () => {
  const earlier = [event(), event(), event()]
  const { trail, ids } = setUp({ limit: 4, earlier: async () => [...earlier, newer] })
  const newer = event()
  trail.record(newer)
  assert.deepEqual(
    await ids(),
    [newer, ...earlier.toReversed()].map((each) => each.eventID),
  )
  for (let n = 0; n < 10; n++) trail.record(event())
  assert.equal((await ids()).length, 4)
})

test('a journal that cannot be read is told of and does not stop look-ups', async () => {
  const faults: unknown[] = []
  const { trail, ids } = setUp({
    earlier: () => Promise.reject(new Error('no such disk')),
    onFault: (fault) => faults.push(fault),
  })
  const own = event()
  trail.record(own)
  assert.deepEqual(await ids(), [own.eventID])
  assert.equal(faults.length, 1)
})
