import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { account, day, noon, setUp } from './logs.test-support.ts'

const { ask, refused, authorizations, fill, close } = setUp()
after(close)

const group = { logGroupName: '/aws/eks/dev/cluster' }
const arn = `arn:aws:logs:us-east-1:${account}:log-group:/aws/eks/dev/cluster`

interface Groups {
  readonly logGroups: readonly Readonly<Record<string, unknown>>[]
  readonly nextToken?: string
}
interface Streams {
  readonly logStreams: readonly Readonly<Record<string, unknown>>[]
  readonly nextToken?: string
}

const namesOf = ({ logGroups }: Groups): readonly unknown[] =>
  logGroups.map(({ logGroupName }) => logGroupName)
const streamsOf = ({ logStreams }: Streams): readonly unknown[] =>
  logStreams.map(({ logStreamName }) => logStreamName)

test('a group is made once, shown with both of its ARNs, and gone when deleted', async () => {
  await ask('CreateLogGroup', { ...group, tags: { team: 'a' } })
  assert.equal(
    await refused('CreateLogGroup', group),
    'ResourceAlreadyExistsException: The specified log group already exists',
  )
  const { logGroups } = await ask<Groups>('DescribeLogGroups', { logGroupNamePrefix: '/aws/eks' })
  assert.deepEqual(logGroups, [
    {
      logGroupName: '/aws/eks/dev/cluster',
      creationTime: noon,
      metricFilterCount: 0,
      arn: `${arn}:*`,
      storedBytes: 0,
      logGroupClass: 'STANDARD',
      logGroupArn: arn,
      deletionProtectionEnabled: false,
    },
  ])
  assert.deepEqual(await ask('DescribeLogGroups', {}, { region: 'eu-west-1' }), { logGroups: [] })
  assert.deepEqual(await ask('DescribeLogGroups', {}, { account: '444455556666' }), { logGroups: [] })
  await ask('DeleteLogGroup', group)
  assert.equal(
    await refused('DeleteLogGroup', group),
    'ResourceNotFoundException: The specified log group does not exist.',
  )
})

test('groups are found by prefix, part, class and identifier, page by page', async () => {
  const names = ['/list/A', '/list/a', '/list/b', '/other/list']
  for (const logGroupName of names) await ask('CreateLogGroup', { logGroupName })
  await ask('CreateLogGroup', { logGroupName: '/list/rare', logGroupClass: 'INFREQUENT_ACCESS' })
  const found = async (input: object) => namesOf(await ask<Groups>('DescribeLogGroups', input))
  assert.deepEqual(await found({ logGroupNamePrefix: '/list/' }), [
    '/list/A',
    '/list/a',
    '/list/b',
    '/list/rare',
  ])
  assert.deepEqual(await found({ logGroupNamePattern: 'LIST/a' }), ['/list/A', '/list/a'])
  assert.deepEqual(await found({ logGroupClass: 'INFREQUENT_ACCESS' }), ['/list/rare'])
  const identifier = `arn:aws:logs:us-east-1:${account}:log-group:/list/b`
  assert.deepEqual(await found({ logGroupIdentifiers: [identifier, '/list/a'] }), ['/list/a', '/list/b'])
  assert.match(
    await refused('DescribeLogGroups', { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' }),
    /^InvalidParameterException: .*mutually exclusive/,
  )
  const first = await ask<Groups>('DescribeLogGroups', { logGroupNamePrefix: '/list/', limit: 3 })
  assert.deepEqual(namesOf(first), ['/list/A', '/list/a', '/list/b'])
  const rest = { logGroupNamePrefix: '/list/', nextToken: first.nextToken }
  assert.deepEqual(await found(rest), ['/list/rare'])
  const invalid = 'InvalidParameterException: The specified nextToken is invalid.'
  assert.equal(await refused('DescribeLogGroups', { ...rest, logGroupNamePrefix: '/' }), invalid)
  assert.equal(await refused('DescribeLogGroups', { nextToken: 'x' }), invalid)
  const listed = await ask<Groups>('ListLogGroups', { logGroupNamePattern: '^/list/a|other' })
  assert.deepEqual(namesOf(listed), ['/list/a', '/other/list'])
})

test('what is not built is refused by name', async () => {
  for (const input of [
    { kmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1' },
    { logGroupClass: 'DELIVERY' },
  ])
    assert.match(
      await refused('CreateLogGroup', { logGroupName: 'x', ...input }),
      /^NotImplemented: logs:CreateLogGroup .* is not implemented by Podpass$/,
    )
})

test('a protected group and its streams cannot be deleted', async () => {
  await fill('protected', { s: [] })
  await ask('PutLogGroupDeletionProtection', {
    logGroupIdentifier: 'protected',
    deletionProtectionEnabled: true,
  })
  const names = { logGroupName: 'protected', logStreamName: 's' }
  assert.match(await refused('DeleteLogGroup', names), /^ValidationException: .*deletion protection/)
  assert.match(await refused('DeleteLogStream', names), /^ValidationException: .*deletion protection/)
  await ask('PutLogGroupDeletionProtection', {
    logGroupIdentifier: 'protected',
    deletionProtectionEnabled: false,
  })
  await ask('DeleteLogGroup', names)
})

test('streams are listed by name or by their last event', async () => {
  await fill('streams', { b: [noon - 5, noon - 1], a: [noon - 3], c: [], ab: [noon - 9] })
  const found = async (input: object) =>
    streamsOf(await ask<Streams>('DescribeLogStreams', { logGroupName: 'streams', ...input }))
  assert.deepEqual(await found({}), ['a', 'ab', 'b', 'c'])
  assert.deepEqual(await found({ descending: true }), ['c', 'b', 'ab', 'a'])
  assert.deepEqual(await found({ logStreamNamePrefix: 'a' }), ['a', 'ab'])
  assert.deepEqual(await found({ orderBy: 'LastEventTime' }), ['c', 'ab', 'a', 'b'])
  assert.deepEqual(await found({ orderBy: 'LastEventTime', descending: true }), ['b', 'a', 'ab', 'c'])
  assert.match(
    await refused('DescribeLogStreams', {
      logGroupName: 'streams',
      orderBy: 'LastEventTime',
      logStreamNamePrefix: 'a',
    }),
    /^InvalidParameterException: Cannot order by LastEventTime with a logStreamNamePrefix\.$/,
  )
  const paged: unknown[] = []
  let nextToken: string | undefined
  do {
    const page: Streams = await ask('DescribeLogStreams', {
      logGroupIdentifier: `arn:aws:logs:us-east-1:${account}:log-group:streams:*`,
      limit: 1,
      orderBy: 'LastEventTime',
      descending: true,
      nextToken,
    })
    paged.push(...streamsOf(page))
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  assert.deepEqual(paged, ['b', 'a', 'ab', 'c'])
  const { logStreams } = await ask<Streams>('DescribeLogStreams', {
    logGroupName: 'streams',
    logStreamNamePrefix: 'b',
  })
  assert.partialDeepStrictEqual(logStreams[0], {
    arn: `arn:aws:logs:us-east-1:${account}:log-group:streams:log-stream:b`,
    firstEventTimestamp: noon - 5,
    lastEventTimestamp: noon - 1,
    lastIngestionTime: noon,
    storedBytes: 0,
  })
  assert.equal(
    await refused('CreateLogStream', { logGroupName: 'streams', logStreamName: 'a' }),
    'ResourceAlreadyExistsException: The specified log stream already exists',
  )
  assert.equal(
    await refused('DeleteLogStream', { logGroupName: 'streams', logStreamName: 'nope' }),
    'ResourceNotFoundException: The specified log stream does not exist.',
  )
})

test('tags are set, listed and taken off, by ARN and by name', async () => {
  await ask('CreateLogGroup', { logGroupName: 'tagged', tags: { a: '1' } })
  const resourceArn = `arn:aws:logs:us-east-1:${account}:log-group:tagged`
  await ask('TagResource', { resourceArn, tags: { b: '2' } })
  await ask('TagLogGroup', { logGroupName: 'tagged', tags: { c: '3' } })
  assert.deepEqual(await ask('ListTagsForResource', { resourceArn }), { tags: { a: '1', b: '2', c: '3' } })
  await ask('UntagResource', { resourceArn: `${resourceArn}:*`, tagKeys: ['a', 'nope'] })
  await ask('UntagLogGroup', { logGroupName: 'tagged', tags: ['b'] })
  assert.deepEqual(await ask('ListTagsLogGroup', { logGroupName: 'tagged' }), { tags: { c: '3' } })
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, '']))
  assert.match(await refused('TagResource', { resourceArn, tags: many }), /^TooManyTagsException: /)
  assert.match(
    await refused('TagResource', { resourceArn, tags: { 'aws:x': '' } }),
    /^InvalidParameterException: aws: /,
  )
  assert.match(
    await refused('ListTagsForResource', { resourceArn: 'arn:aws:s3:::x' }),
    /^InvalidParameterException: /,
  )
  for (const other of [
    resourceArn.replace(account, '444455556666'),
    resourceArn.replace('us-east-1', 'eu-west-1'),
  ])
    assert.match(await refused('ListTagsForResource', { resourceArn: other }), /^ResourceNotFoundException: /)
})

test('retention takes the days that AWS takes', async () => {
  await ask('CreateLogGroup', { logGroupName: 'kept' })
  await ask('PutRetentionPolicy', { logGroupName: 'kept', retentionInDays: 7 })
  const shown = async () =>
    (await ask<Groups>('DescribeLogGroups', { logGroupNamePrefix: 'kept' })).logGroups[0]!['retentionInDays']
  assert.equal(await shown(), 7)
  assert.match(
    await refused('PutRetentionPolicy', { logGroupName: 'kept', retentionInDays: 2 }),
    /^InvalidParameterException: .*Member must satisfy enum value set: \[1, 3, 5, /,
  )
  await ask('DeleteRetentionPolicy', { logGroupName: 'kept' })
  assert.equal(await shown(), undefined)
  assert.match(
    await refused('DeleteRetentionPolicy', { logGroupName: 'nope' }),
    /^ResourceNotFoundException: /,
  )
})

test('permissions name group and stream as AWS does', async () => {
  const base = `arn:aws:logs:us-east-1:${account}:log-group`
  await ask('CreateLogGroup', { logGroupName: 'mine', tags: { team: 'a' } })
  const named = async (operation: string, input: object) =>
    (await authorizations(operation, input)).map(
      ({ action, resource }) => `${action} ${resource.replace(base, '')}`,
    )
  const names = { logGroupName: 'mine', logStreamName: 's' }
  assert.deepEqual(await named('CreateLogGroup', names), ['logs:CreateLogGroup :mine:log-stream:'])
  assert.deepEqual(await named('CreateLogGroup', { ...names, tags: { a: 'b' } }), [
    'logs:CreateLogGroup :mine:log-stream:',
    'logs:TagResource :mine:log-stream:',
  ])
  assert.deepEqual(await named('PutLogEvents', { ...names, logEvents: [] }), [
    'logs:PutLogEvents :mine:log-stream:s',
  ])
  assert.deepEqual(await named('GetLogEvents', names), ['logs:GetLogEvents :mine:log-stream:s'])
  assert.deepEqual(await named('FilterLogEvents', names), ['logs:FilterLogEvents :mine:log-stream:'])
  assert.deepEqual(await named('DescribeLogGroups', { logGroupNamePrefix: 'mine' }), [
    'logs:DescribeLogGroups ::log-stream:',
  ])
  assert.deepEqual(await named('ListTagsForResource', { resourceArn: `${base}:mine` }), [
    'logs:ListTagsForResource :mine',
  ])
  assert.deepEqual(await named('StartQuery', { logGroupNames: ['mine', 'other'] }), [
    'logs:StartQuery :mine:log-stream:',
    'logs:StartQuery :other:log-stream:',
  ])
  const [asked] = await authorizations('CreateLogGroup', { logGroupName: 'mine', tags: { x: 'y' } })
  assert.deepEqual(asked!.context?.get('aws:resourcetag/team'), ['a'])
  assert.deepEqual(asked!.context?.get('aws:requesttag/x'), ['y'])
})

test('a group is named by its name or its ARN, not by both and not by neither', async () => {
  const identifiers = { logGroupName: 'mine', logGroupIdentifier: 'mine' }
  assert.match(
    await refused('DescribeLogStreams', identifiers),
    /^InvalidParameterException: .*mutually exclusive/,
  )
  assert.match(await refused('DescribeLogStreams', {}), /^InvalidParameterException: Either /)
  const foreign = `arn:aws:logs:us-east-1:444455556666:log-group:mine`
  assert.match(
    await refused('DescribeLogStreams', { logGroupIdentifier: foreign }),
    /^ResourceNotFoundException: /,
  )
})

test('a group that is made again has nothing of what it had', async () => {
  await fill('again', { s: [noon - day] })
  await ask('DeleteLogGroup', { logGroupName: 'again' })
  await fill('again', { s: [] })
  assert.partialDeepStrictEqual(await ask('FilterLogEvents', { logGroupName: 'again' }), { events: [] })
})
