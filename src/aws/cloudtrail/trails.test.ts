import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { account, noon, setUp } from './cloudtrail.test-support.ts'

const arn = (name: string, region = 'us-east-1'): string =>
  `arn:aws:cloudtrail:${region}:${account}:trail/${name}`

const settings = {
  Name: 'main',
  S3BucketName: 'the-bucket',
  IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: false,
  TrailARN: arn('main'),
  LogFileValidationEnabled: false,
  IsOrganizationTrail: false,
}

test('a trail is made, seen by name and ARN, changed and deleted', async () => {
  const { ask, refused } = setUp()
  assert.deepEqual(await ask('CreateTrail', { Name: 'main', S3BucketName: 'the-bucket' }), settings)
  const shown = {
    ...settings,
    HomeRegion: 'us-east-1',
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
  }
  assert.deepEqual(await ask('GetTrail', { Name: 'main' }), { Trail: shown })
  assert.deepEqual(await ask('GetTrail', { Name: arn('main') }), { Trail: shown })
  assert.deepEqual(await ask('DescribeTrails'), { trailList: [shown] })
  assert.deepEqual(await ask('DescribeTrails', { trailNameList: ['none', 'main'] }), { trailList: [shown] })
  assert.deepEqual(await ask('ListTrails'), {
    Trails: [{ TrailARN: arn('main'), Name: 'main', HomeRegion: 'us-east-1' }],
  })
  const changed = await ask('UpdateTrail', { Name: 'main', S3KeyPrefix: 'a', IsMultiRegionTrail: true })
  assert.deepEqual(changed, { ...settings, S3KeyPrefix: 'a', IsMultiRegionTrail: true })
  const same = await ask('UpdateTrail', { Name: arn('main') })
  assert.deepEqual(same, changed)
  const without = await ask('UpdateTrail', { Name: 'main', S3KeyPrefix: '', IsMultiRegionTrail: false })
  assert.deepEqual(without, settings)
  await ask('DeleteTrail', { Name: 'main' })
  assert.equal(
    await refused('GetTrail', { Name: 'main' }),
    `TrailNotFoundException: Unknown trail: main for the user: ${account}`,
  )
})

test('a trail of several regions is seen from all and changed at home alone', async () => {
  const { ask, refused } = setUp()
  const there = { region: 'eu-west-1' }
  await ask('CreateTrail', { Name: 'wide', S3BucketName: 'the-bucket', IsMultiRegionTrail: true })
  await ask('CreateTrail', { Name: 'narrow', S3BucketName: 'the-bucket' })
  const names = async (input: object) =>
    (await ask<{ trailList: readonly { Name: string }[] }>('DescribeTrails', input, there)).trailList.map(
      ({ Name }) => Name,
    )
  assert.deepEqual(await names({}), ['wide'])
  assert.deepEqual(await names({ includeShadowTrails: false }), [])
  await ask('GetTrailStatus', { Name: 'wide' }, there)
  await ask('GetTrailStatus', { Name: arn('wide') }, there)
  for (const operation of ['StartLogging', 'StopLogging', 'UpdateTrail', 'DeleteTrail'])
    assert.match(
      await refused(operation, { Name: 'wide' }, there),
      /^InvalidHomeRegionException: .*us-east-1/,
    )
  assert.match(await refused('GetTrail', { Name: arn('narrow') }, there), /^TrailNotFoundException/)
  assert.match(
    await refused('CreateTrail', { Name: 'wide', S3BucketName: 'the-bucket' }, there),
    /^TrailAlreadyExistsException/,
  )
  const other = { account: '444455556666' }
  assert.match(await refused('GetTrail', { Name: arn('wide') }, other), /^TrailNotFoundException/)
  assert.deepEqual(await ask('ListTrails', {}, other), { Trails: [] })
})

test('logging starts and stops, and the status tells when', async () => {
  const { ask, begin } = setUp()
  await ask('CreateTrail', { Name: 'idle', S3BucketName: 'the-bucket' })
  assert.partialDeepStrictEqual(await ask('GetTrailStatus', { Name: 'idle' }), {
    IsLogging: false,
    TimeLoggingStarted: '',
  })
  await begin('main')
  const running = { IsLogging: true, StartLoggingTime: new Date(noon), StopLoggingTime: undefined }
  assert.partialDeepStrictEqual(await ask('GetTrailStatus', { Name: 'main' }), {
    ...running,
    TimeLoggingStarted: '2026-11-21T12:00:00Z',
    TimeLoggingStopped: '',
  })
  await ask('StartLogging', { Name: arn('main') }, { now: noon + 1000 })
  assert.partialDeepStrictEqual(await ask('GetTrailStatus', { Name: 'main' }), running)
  await ask('StopLogging', { Name: 'main' }, { now: noon + 2000 })
  assert.partialDeepStrictEqual(await ask('GetTrailStatus', { Name: 'main' }), {
    ...running,
    IsLogging: false,
    StopLoggingTime: new Date(noon + 2000),
  })
})

test('selectors are the default until others are put, and come back as they were put', async () => {
  const { ask } = setUp()
  await ask('CreateTrail', { Name: 'main', S3BucketName: 'the-bucket' })
  const whole = {
    ReadWriteType: 'All',
    IncludeManagementEvents: true,
    DataResources: [],
    ExcludeManagementEventSources: [],
  }
  const get = () => ask('GetEventSelectors', { TrailName: 'main' })
  const put = (input: object) => ask('PutEventSelectors', { TrailName: 'main', ...input })
  const isCustom = async () =>
    (await ask<{ Trail: { HasCustomEventSelectors: boolean } }>('GetTrail', { Name: 'main' })).Trail
      .HasCustomEventSelectors
  const TrailARN = arn('main')
  assert.deepEqual(await get(), { TrailARN, EventSelectors: [whole] })
  assert.deepEqual(await put({ EventSelectors: [{}] }), { TrailARN, EventSelectors: [whole] })
  assert.equal(await isCustom(), false)
  const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::one/', 'arn:aws:s3'] }]
  await put({ EventSelectors: [{ ReadWriteType: 'WriteOnly', DataResources }] })
  assert.deepEqual(await get(), {
    TrailARN,
    EventSelectors: [{ ...whole, ReadWriteType: 'WriteOnly', DataResources }],
  })
  assert.equal(await isCustom(), true)
  const AdvancedEventSelectors = [
    { Name: 'n', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
  ]
  await put({ AdvancedEventSelectors })
  assert.deepEqual(await get(), { TrailARN, AdvancedEventSelectors })
})

test('tags are given at the start, added, replaced, removed and listed', async () => {
  const { ask, authorizations } = setUp()
  const TagsList = [{ Key: 'team', Value: 'a' }, { Key: 'empty' }]
  await ask('CreateTrail', { Name: 'main', S3BucketName: 'the-bucket', TagsList })
  const ResourceId = arn('main')
  await ask('AddTags', { ResourceId, TagsList: [{ Key: 'team', Value: 'b' }] })
  const list = () => ask('ListTags', { ResourceIdList: [ResourceId] })
  const team = { Key: 'team', Value: 'b' }
  assert.deepEqual(await list(), {
    ResourceTagList: [{ ResourceId, TagsList: [team, { Key: 'empty', Value: '' }] }],
  })
  await ask('RemoveTags', { ResourceId, TagsList: [{ Key: 'empty' }] })
  assert.deepEqual(await list(), { ResourceTagList: [{ ResourceId, TagsList: [team] }] })
  const [asked] = await authorizations('AddTags', { ResourceId, TagsList: [{ Key: 'x', Value: 'y' }] })
  assert.deepEqual(
    [asked?.action, asked?.resource, [...(asked?.context ?? [])]],
    [
      'cloudtrail:AddTags',
      ResourceId,
      [
        ['aws:resourcetag/team', ['b']],
        ['aws:tagkeys', ['x']],
        ['aws:requesttag/x', ['y']],
      ],
    ],
  )
})

test('the bucket must be there and let CloudTrail in', async () => {
  const { refused, refusing, begin } = setUp()
  refusing.set('gone', 'NoSuchBucket').set('shut', 'AccessDenied')
  const create = (S3BucketName: string) => refused('CreateTrail', { Name: 'main', S3BucketName })
  assert.equal(await create('gone'), 'S3BucketDoesNotExistException: S3 bucket gone does not exist!')
  const shut = 'InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: shut'
  assert.equal(await create('shut'), shut)
  assert.match(await create('No_Bucket'), /^InvalidS3BucketNameException/)
  await begin('main')
  assert.equal(await refused('UpdateTrail', { Name: 'main', S3BucketName: 'shut' }), shut)
})

test('an account has five trails a region', async () => {
  const { ask, refused } = setUp()
  for (const Name of ['one', 'two', 'three', 'four', 'five'])
    await ask('CreateTrail', { Name, S3BucketName: 'the-bucket' })
  assert.equal(
    await refused('CreateTrail', { Name: 'six', S3BucketName: 'the-bucket' }),
    `MaximumNumberOfTrailsExceededException: User: ${account} already has 5 trails in us-east-1.`,
  )
  await ask('CreateTrail', { Name: 'six', S3BucketName: 'the-bucket' }, { region: 'eu-west-1' })
})

interface Refusal {
  readonly name: string
  readonly call: string
  readonly input: object
  readonly error: string
}

const refusals = JSON.parse(
  readFileSync(new URL('./cases/refusals.json', import.meta.url), 'utf8'),
) as readonly Refusal[]

for (const { name, call, input, error } of refusals)
  test(`refused: ${name}`, async () => {
    const { begin, refused } = setUp()
    await begin('main')
    assert.match(await refused(call, input), new RegExp(`^${error}`))
  })
