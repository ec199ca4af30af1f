import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, event, noon, setUp } from './cloudtrail.test-support.ts'

const group = (name: string): string => `arn:aws:logs:us-east-1:${account}:log-group:${name}:*`
const role = `arn:aws:iam::${account}:role/writer`
const logs = { CloudWatchLogsLogGroupArn: group('/trail/a'), CloudWatchLogsRoleArn: role }

interface Status {
  readonly LatestCloudWatchLogsDeliveryTime?: Date
  readonly LatestCloudWatchLogsDeliveryError?: string
}

test('a trail delivers to its log group as well, into a stream of its account and home', async () => {
  const { cloudtrail, files, logged, begin, ask } = setUp()
  await begin('main', { ...logs, IsMultiRegionTrail: true })
  const events = [event(), event({ awsRegion: 'eu-west-1' })]
  for (const each of events) cloudtrail.record(each)
  await cloudtrail.close()
  assert.equal(files.length, 2)
  const stream = {
    trail: `arn:aws:cloudtrail:us-east-1:${account}:trail/main`,
    account,
    region: 'us-east-1',
    role,
    group: '/trail/a',
    stream: `${account}_CloudTrail_us-east-1`,
  }
  assert.deepEqual(
    logged,
    events.map(({ eventID }) => ({ ...stream, ids: [eventID] })),
  )
  const status = await ask<Status>('GetTrailStatus', { Name: 'main' })
  assert.deepEqual(status.LatestCloudWatchLogsDeliveryTime, new Date(noon))
  assert.equal(status.LatestCloudWatchLogsDeliveryError, undefined)
})

test('group and role are told, changed alone, and taken away', async () => {
  const { ask, refused } = setUp()
  const made = await ask('CreateTrail', { Name: 'main', S3BucketName: 'the-bucket', ...logs })
  assert.partialDeepStrictEqual(made, logs)
  const told = async () => (await ask<{ Trail: object }>('GetTrail', { Name: 'main' })).Trail
  assert.partialDeepStrictEqual(await told(), logs)
  const CloudWatchLogsLogGroupArn = group('/trail/b')
  const changed = await ask('UpdateTrail', { Name: 'main', CloudWatchLogsLogGroupArn })
  assert.partialDeepStrictEqual(changed, { ...logs, CloudWatchLogsLogGroupArn })
  assert.match(
    await refused('UpdateTrail', { Name: 'main', CloudWatchLogsRoleArn: '' }),
    /^InvalidCloudWatchLogsRoleArnException: You must specify a role ARN as well as a log group\.$/,
  )
  const none = { CloudWatchLogsLogGroupArn: '', CloudWatchLogsRoleArn: '' }
  const without = await ask('UpdateTrail', { Name: 'main', ...none })
  for (const name of Object.keys(logs)) assert.ok(!(name in without))
})

test('handing the role over asks for iam:PassRole', async () => {
  const { authorizations } = setUp()
  for (const operation of ['CreateTrail', 'UpdateTrail']) {
    const asked = await authorizations(operation, { Name: 'main', S3BucketName: 'the-bucket', ...logs })
    assert.deepEqual(
      asked.slice(1).map(({ action, resource, context }) => [action, resource, [...(context ?? [])]]),
      [['iam:PassRole', role, [['iam:passedtoservice', ['cloudtrail.amazonaws.com']]]]],
    )
    assert.equal((await authorizations(operation, { Name: 'main', CloudWatchLogsRoleArn: '' })).length, 1)
  }
})

const inTheWay = [
  [
    'trust',
    'InvalidCloudWatchLogsRoleArnException: Access denied. Check the trust relationships for your role.',
  ],
  [
    'permissions',
    'InvalidCloudWatchLogsLogGroupArnException: Access denied. Verify in IAM that the role has adequate permissions.',
  ],
  ['group', 'InvalidCloudWatchLogsLogGroupArnException: The log group /trail/a does not exist.'],
] as const

for (const [obstacle, error] of inTheWay)
  test(`a trail is not taken while its log group is out of reach: ${obstacle}`, async () => {
    const { ask, refused, obstacles, begin } = setUp()
    obstacles.set('/trail/a', obstacle)
    const input = { Name: 'new', S3BucketName: 'the-bucket', ...logs }
    assert.equal(await refused('CreateTrail', input), error)
    await begin('main')
    assert.equal(await refused('UpdateTrail', { Name: 'main', ...logs }), error)
    obstacles.clear()
    await ask('CreateTrail', input)
  })

test('what a log group refuses is told, waits and comes later, and buckets get theirs once', async () => {
  const { cloudtrail, files, logged, obstacles, begin, ask } = setUp({ deliverEvery: 5 })
  await begin('main', logs)
  obstacles.set('/trail/a', 'permissions')
  const one = event()
  cloudtrail.record(one)
  const error = async () =>
    (await ask<Status>('GetTrailStatus', { Name: 'main' })).LatestCloudWatchLogsDeliveryError
  for (let round = 0; round < 400 && (await error()) === undefined; round++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(await error(), 'AccessDeniedException')
  obstacles.clear()
  await cloudtrail.close()
  assert.deepEqual(logged[0]?.ids, [one.eventID])
  assert.equal(files.length, 1)
  assert.equal(await error(), undefined)
})

test('what a log group had not got when the server was killed comes with the next start', async () => {
  const first = setUp()
  await first.begin('main', logs)
  const one = event()
  first.cloudtrail.record(one)
  const { store, spool } = first.needs
  const second = setUp({ store, spool })
  await second.cloudtrail.begin()
  await second.cloudtrail.close()
  assert.deepEqual(second.logged[0]?.ids, [one.eventID])
})

test('a trail whose logs were taken away lets go of what waited for them', async () => {
  const { cloudtrail, logged, begin, ask, needs } = setUp()
  await begin('main', logs)
  cloudtrail.record(event())
  await ask('UpdateTrail', { Name: 'main', CloudWatchLogsLogGroupArn: '', CloudWatchLogsRoleArn: '' })
  await cloudtrail.close()
  assert.deepEqual(logged, [])
  assert.deepEqual(await needs.spool.left(), [])
})

test('an event that is too large for a log group is delivered to the bucket alone', async () => {
  const { cloudtrail, files, logged, begin } = setUp()
  await begin('main', logs)
  const [small, large] = [event(), event({ requestParameters: { text: 'ä'.repeat(200_000) } })]
  cloudtrail.record(small)
  cloudtrail.record(large)
  await cloudtrail.close()
  assert.deepEqual(files[0]?.ids, [small.eventID, large.eventID])
  assert.deepEqual(
    logged.flatMap(({ ids }) => ids),
    [small.eventID],
  )
})
