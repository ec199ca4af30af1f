import assert from 'node:assert/strict'
import { test } from 'node:test'
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

test('what a killed server had not delivered is delivered by the next one, data events among it', async () => {
  const first = setUp()
  await first.begin('main')
  const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }]
  await first.ask('PutEventSelectors', { TrailName: 'main', EventSelectors: [{ DataResources }] })
  const lost = [event(), event({ recipientAccountId: '444455556666' }), dataEvent('arn:aws:s3:::one/key')]
  for (const each of lost) first.cloudtrail.record(each)
  const { store, spool } = first.needs
  const second = setUp({ store, spool })
  await second.cloudtrail.begin()
  const later = event()
  second.cloudtrail.record(later)
  await second.cloudtrail.close()
  assert.deepEqual(
    second.files.map(({ ids }) => ids),
    [[lost[0]!.eventID, lost[2]!.eventID], [later.eventID]],
  )
  assert.deepEqual(await spool.left(), [])
})

test('what no bucket took is taken up again, and what was taken is not', async () => {
  const first = setUp()
  await first.begin('main')
  await first.begin('shut', { S3BucketName: 'shut' })
  const one = event({ eventSource: 'iam.amazonaws.com' })
  first.refusing.set('shut', 'SlowDown')
  first.cloudtrail.record(one)
  await first.cloudtrail.close()
  assert.equal(first.files.length, 1)
  const { store, spool } = first.needs
  const second = setUp({ store, spool })
  await second.cloudtrail.begin()
  await second.cloudtrail.close()
  // Rather twice than never: what belongs together is forgotten together.
  assert.deepEqual(
    second.files.map(({ bucket, ids }) => [bucket, ids]),
    [
      ['the-bucket', [one.eventID]],
      ['shut', [one.eventID]],
    ],
  )
  assert.deepEqual(await spool.left(), [])
})

test('half a line, and lines of trails that are gone, are passed over', async () => {
  const first = setUp()
  await first.begin('gone')
  await first.begin('main')
  const one = event()
  first.cloudtrail.record(one)
  await first.ask('DeleteTrail', { Name: 'gone' })
  const { store, spool } = first.needs
  spool.append('bucket arn:aws:cloudtrail:us-east-1:111122223333:trail/main\t{"eventID":"ha')
  spool.append('no line of ours')
  const second = setUp({ store, spool })
  await second.cloudtrail.begin()
  await second.cloudtrail.close()
  assert.deepEqual(
    second.files.map(({ ids }) => ids),
    [[one.eventID]],
  )
  assert.deepEqual(second.faults, [])
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
