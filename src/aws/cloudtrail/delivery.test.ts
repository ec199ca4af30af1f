import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError } from '../protocol/index.ts'
import { account, dataEvent, event, noon, setUp } from './cloudtrail.test-support.ts'

test('events are delivered as files of their region, named as CloudTrail names them', async () => {
  const { cloudtrail, files, begin, ask } = setUp()
  await begin('wide', { S3KeyPrefix: 'logs', IsMultiRegionTrail: true })
  const events = [event(), event({ awsRegion: 'eu-west-1' }), event()]
  for (const each of events) cloudtrail.record(each)
  await cloudtrail.close()
  assert.deepEqual(
    files.map(({ ids }) => ids),
    [[events[0]!.eventID, events[2]!.eventID], [events[1]!.eventID]],
  )
  const [here, there] = files
  const key = (region: string) =>
    new RegExp(
      `^logs/AWSLogs/${account}/CloudTrail/${region}/2026/11/21/${account}_CloudTrail_${region}_20261121T1200Z_[A-Za-z0-9]{16}\\.json\\.gz$`,
    )
  assert.match(here!.key, key('us-east-1'))
  assert.match(there!.key, key('eu-west-1'))
  assert.equal(here!.trail, `arn:aws:cloudtrail:us-east-1:${account}:trail/wide`)
  assert.partialDeepStrictEqual(await ask('GetTrailStatus', { Name: 'wide' }), {
    LatestDeliveryTime: new Date(noon),
    LatestDeliveryError: undefined,
    LatestDeliveryAttemptSucceeded: '2026-11-21T12:00:00Z',
  })
})

test('a trail holds what comes while it is logging, of its account and region', async () => {
  const { cloudtrail, files, begin, ask } = setUp()
  await ask('CreateTrail', { Name: 'main', S3BucketName: 'the-bucket' })
  cloudtrail.record(event())
  await ask('StartLogging', { Name: 'main' })
  const held = event()
  cloudtrail.record(held)
  cloudtrail.record(event({ recipientAccountId: '444455556666' }))
  cloudtrail.record(event({ awsRegion: 'eu-west-1' }))
  await ask('StopLogging', { Name: 'main' })
  cloudtrail.record(event())
  await begin('other', { IncludeGlobalServiceEvents: false })
  cloudtrail.record(event({ eventSource: 'iam.amazonaws.com' }))
  await cloudtrail.close()
  assert.deepEqual(
    files.map(({ ids }) => ids),
    [[held.eventID]],
  )
})

test('what a bucket refuses waits, is told of, and comes later', async () => {
  const { cloudtrail, files, begin, ask, refusing } = setUp({ deliverEvery: 5 })
  await begin('main')
  refusing.set('the-bucket', 'AccessDenied')
  const one = event()
  cloudtrail.record(one)
  const error = async () =>
    (await ask<{ LatestDeliveryError?: string }>('GetTrailStatus', { Name: 'main' })).LatestDeliveryError
  for (let round = 0; round < 400 && (await error()) === undefined; round++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(await error(), 'AccessDenied')
  refusing.clear()
  for (let round = 0; round < 400 && files.length === 0; round++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  assert.deepEqual(files[0]?.ids, [one.eventID])
  await cloudtrail.close()
  assert.equal(files.length, 1)
  assert.equal(await error(), undefined)
})

test('a trail that is deleted is given what came before, or nothing more', async () => {
  const { cloudtrail, files, begin, ask, refusing } = setUp()
  await begin('one')
  await begin('two', { S3BucketName: 'shut' })
  cloudtrail.record(event())
  refusing.set('shut', 'AccessDenied')
  await ask('DeleteTrail', { Name: 'one' })
  await ask('DeleteTrail', { Name: 'two' })
  await cloudtrail.close()
  assert.deepEqual(
    files.map(({ bucket }) => bucket),
    ['the-bucket'],
  )
})

test('more than may wait is dropped and told of', async () => {
  const { cloudtrail, files, faults, begin } = setUp({ mostWaiting: 500 })
  await begin('main')
  for (let n = 0; n < 3; n++) cloudtrail.record(event())
  await cloudtrail.close()
  assert.equal(files[0]?.ids.length, 1)
  assert.match(String(faults[0]), /2 events of trails were dropped/)
})

test('what a killed server had not delivered is delivered by the next one', async () => {
  const first = setUp()
  await first.begin('main')
  const delivered = event()
  first.cloudtrail.record(delivered)
  // As the timer does it, before the kill.
  await first.cloudtrail.close()
  const lost = [event(), event({ recipientAccountId: '444455556666' }), event()]
  const earlier = async () => [event({ eventTime: '2026-11-20T00:00:00Z' }), delivered, ...lost]
  const second = setUp({ store: first.needs.store, earlier })
  await second.cloudtrail.begin()
  await second.cloudtrail.close()
  assert.deepEqual(
    second.files.map(({ ids }) => ids),
    [[lost[0]!.eventID, lost[2]!.eventID]],
  )
})

test('a trail of which a region still waits is taken up again from before', async () => {
  const first = setUp()
  const put: (typeof first.needs.buckets)['put'] = async (object) => {
    if (object.key.includes('/eu-west-1/')) throw new AwsError({ code: 'SlowDown', status: 503 })
    await first.needs.buckets.put(object)
  }
  const running = setUp({ store: first.needs.store, buckets: { ...first.needs.buckets, put } })
  await running.begin('wide', { IsMultiRegionTrail: true })
  const events = [event({ awsRegion: 'eu-west-1' }), event()]
  for (const each of events) running.cloudtrail.record(each)
  await running.cloudtrail.close()
  const next = setUp({ store: first.needs.store, earlier: async () => events })
  await next.cloudtrail.begin()
  await next.cloudtrail.close()
  assert.deepEqual(
    next.files.map(({ ids }) => ids),
    [[events[0]!.eventID], [events[1]!.eventID]],
  )
})

test('data events go to the trails that ask for them, and are not looked up', async () => {
  const { cloudtrail, files, kept, begin, ask } = setUp()
  await begin('main')
  assert.equal(cloudtrail.wantsDataEvents(), false)
  const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::one/in/'] }]
  const EventSelectors = [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: false, DataResources }]
  await ask('PutEventSelectors', { TrailName: 'main', EventSelectors })
  assert.equal(cloudtrail.wantsDataEvents(), true)
  const wanted = dataEvent('arn:aws:s3:::one/in/key')
  for (const each of [
    wanted,
    dataEvent('arn:aws:s3:::one/out'),
    dataEvent('arn:aws:s3:::one/in/key', { readOnly: false }),
    dataEvent('arn:aws:s3:::other/in/key'),
    event(),
  ])
    cloudtrail.record(each)
  await cloudtrail.close()
  assert.deepEqual(
    files.map(({ ids }) => ids),
    [[wanted.eventID]],
  )
  assert.equal(kept.length, 1)
  const { Events } = await ask<{ Events: readonly unknown[] }>('LookupEvents')
  assert.equal(Events.length, 1)
})
