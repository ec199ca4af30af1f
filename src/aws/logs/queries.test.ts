import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { account, noon, setUp } from './logs.test-support.ts'

const { ask, refused, clock, close } = setUp({ queryTimeout: 3000 })
after(close)

interface Results {
  readonly status: string
  readonly results: readonly (readonly { readonly field: string; readonly value: string }[])[]
  readonly statistics: Readonly<Record<string, number>>
  readonly nextToken?: string
}

const seconds = noon / 1000
const whole = { startTime: seconds - 3600, endTime: seconds + 3600 }

async function fill(group: string, messages: readonly string[]): Promise<void> {
  const names = { logGroupName: group, logStreamName: 's' }
  await ask('CreateLogGroup', names)
  await ask('CreateLogStream', names)
  await ask('PutLogEvents', {
    ...names,
    logEvents: messages.map((message, at) => ({ timestamp: noon + at, message })),
  })
}

async function done(queryId: string): Promise<Results> {
  for (;;) {
    const found = await ask<Results>('GetQueryResults', { queryId })
    if (found.status !== 'Scheduled' && found.status !== 'Running') return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function run(queryString: string, input: object): Promise<Results> {
  const { queryId } = await ask<{ queryId: string }>('StartQuery', { ...whole, queryString, ...input })
  return done(queryId)
}

const valuesOf = ({ results }: Results, field: string): readonly (string | undefined)[] =>
  results.map((row) => row.find((each) => each.field === field)?.value)

test('a query runs over several groups in the order of their events', async () => {
  await fill('a', ['{"n":1}', '{"n":3}'])
  await fill('b', ['{"n":2}'])
  const found = await run('fields n, @log | sort @timestamp asc, n asc', { logGroupNames: ['a', 'b'] })
  assert.equal(found.status, 'Complete')
  assert.deepEqual(valuesOf(found, 'n'), ['1', '2', '3'])
  assert.deepEqual(valuesOf(found, '@log'), [`${account}:a`, `${account}:b`, `${account}:a`])
  assert.partialDeepStrictEqual(found.statistics, {
    recordsScanned: 3,
    recordsMatched: 3,
    logGroupsScanned: 2,
  })
})

test('the whole seconds of start and end are looked at', async () => {
  const input = { logGroupIdentifiers: [`arn:aws:logs:us-east-1:${account}:log-group:a`] }
  assert.equal((await run('fields n', { ...input, startTime: seconds, endTime: seconds })).results.length, 2)
  assert.equal(
    (await run('fields n', { ...input, startTime: seconds + 1, endTime: seconds + 2 })).results.length,
    0,
  )
})

test('a limit beside the query holds where the query has none', async () => {
  assert.equal((await run('fields n', { logGroupName: 'a', limit: 1 })).results.length, 1)
})

test('results come page by page where that is asked for', async () => {
  const { queryId } = await ask<{ queryId: string }>('StartQuery', {
    ...whole,
    logGroupName: 'a',
    queryString: 'fields n',
  })
  await done(queryId)
  const first = await ask<Results>('GetQueryResults', { queryId, maxItems: 1 })
  const second = await ask<Results>('GetQueryResults', { queryId, maxItems: 1, nextToken: first.nextToken })
  assert.deepEqual([...valuesOf(first, 'n'), ...valuesOf(second, 'n')], ['3', '1'])
  assert.equal(second.nextToken, undefined)
})

test('the pointer of a row leads to the whole event', async () => {
  const found = await run('fields n', { logGroupName: 'b' })
  const [logRecordPointer] = valuesOf(found, '@ptr')
  assert.deepEqual(await ask('GetLogRecord', { logRecordPointer }), {
    logRecord: {
      n: '2',
      '@ingestionTime': String(noon),
      '@log': `${account}:b`,
      '@logStream': 's',
      '@message': '{"n":2}',
      '@ptr': logRecordPointer,
      '@timestamp': String(noon),
    },
  })
  assert.match(await refused('GetLogRecord', { logRecordPointer: 'x' }), /^InvalidParameterException: /)
  assert.match(
    await refused('GetLogRecord', { logRecordPointer }, { account: '444455556666' }),
    /^ResourceNotFoundException: /,
  )
})

test('a query that takes too long is ended, and holds nobody up', async () => {
  await fill('slow', [`${'a'.repeat(40)}!`])
  const { queryId } = await ask<{ queryId: string }>('StartQuery', {
    ...whole,
    logGroupName: 'slow',
    queryString: 'filter @message like /^(a+)+$/',
  })
  assert.equal((await run('fields n', { logGroupName: 'a' })).status, 'Complete')
  assert.equal((await done(queryId)).status, 'Timeout')
})

test('a query is stopped by who started it, once', async () => {
  const { queryId } = await ask<{ queryId: string }>('StartQuery', {
    ...whole,
    logGroupName: 'slow',
    queryString: 'filter @message like /^(a+)+$/',
  })
  assert.match(
    await refused('StopQuery', { queryId }, { account: '444455556666' }),
    /^ResourceNotFoundException: /,
  )
  assert.deepEqual(await ask('StopQuery', { queryId }), { success: true })
  assert.equal((await done(queryId)).status, 'Cancelled')
  assert.match(await refused('StopQuery', { queryId }), /^InvalidParameterException: .*has ended already/)
  assert.match(await refused('GetQueryResults', { queryId: 'nope' }), /^ResourceNotFoundException: /)
  const { queries } = await ask<{ queries: readonly object[] }>('DescribeQueries', { status: 'Cancelled' })
  assert.partialDeepStrictEqual(queries, [{ queryId, logGroupName: 'slow', status: 'Cancelled' }])
})

test('queries are listed by group, page by page, to their account alone', async () => {
  interface Queries {
    readonly queries: readonly { readonly queryString: string }[]
    readonly nextToken?: string
  }
  await run('fields n | limit 1', { logGroupName: 'b' })
  const first = await ask<Queries>('DescribeQueries', { logGroupName: 'b', maxResults: 1 })
  assert.deepEqual(
    first.queries.map(({ queryString }) => queryString),
    ['fields n | limit 1'],
  )
  const rest = await ask<Queries>('DescribeQueries', { logGroupName: 'b', nextToken: first.nextToken })
  assert.equal(rest.queries.length, 2)
  assert.deepEqual(await ask('DescribeQueries', {}, { account: '444455556666' }), { queries: [] })
  assert.match(await refused('DescribeQueries', { nextToken: 'x' }), /nextToken/)
})

test('what is wrong with a query is told with its place', async () => {
  const refusal = (queryString: string, input: object = {}) =>
    refused('StartQuery', { ...whole, logGroupName: 'a', queryString, ...input })
  assert.equal(
    await refusal('fields a b'),
    'MalformedQueryException: unexpected symbol found b at line 1 and position 10',
  )
  assert.match(await refusal('pattern @message'), /^NotImplemented: the command `pattern` of Logs Insights/)
  assert.match(await refusal('fields a', { queryLanguage: 'SQL' }), /^NotImplemented: /)
  assert.match(await refusal('fields a', { logGroupNames: ['b'] }), /^InvalidParameterException: Exactly one/)
  assert.match(await refusal('fields a', { logGroupName: 'nope' }), /^ResourceNotFoundException: /)
  assert.match(
    await refusal('fields a', { endTime: whole.startTime - 1 }),
    /^InvalidParameterException: End time/,
  )
  assert.match(
    await refusal('fields a', { startTime: 1, endTime: 2 }),
    /^MalformedQueryException: Query's end date and time is either before the log groups creation time/,
  )
})

test('the fields of a group are told with their share', async () => {
  clock.now = noon + 1000
  const { logGroupFields } = await ask<{ logGroupFields: readonly { name: string; percent: number }[] }>(
    'GetLogGroupFields',
    { logGroupName: 'a' },
  )
  assert.deepEqual(
    logGroupFields.find(({ name }) => name === 'n'),
    { name: 'n', percent: 100 },
  )
})

// Last, because it leaves no room for others.
test('queries that wait are bounded', async () => {
  const slow = { ...whole, logGroupName: 'slow', queryString: 'filter @message like /^(a+)+$/' }
  const codes: (string | undefined)[] = []
  while (codes.length < 150 && codes.at(-1) === undefined)
    codes.push(
      await ask('StartQuery', slow).then(
        () => undefined,
        (error: { readonly code?: string }) => error.code,
      ),
    )
  assert.equal(codes.at(-1), 'LimitExceededException')
  assert.ok(codes.length > 100)
})
