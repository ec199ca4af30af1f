import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as fc from 'fast-check'
import { day, type Messages, messagesOf, noon, setUp } from './logs.test-support.ts'

const { ask, refused, fill, clock, logs, close } = setUp({ mostBytes: 40_000 })
after(close)

const names = (group: string, stream = 's') => ({ logGroupName: group, logStreamName: stream })
const put = (group: string, times: readonly number[], message = 'x') =>
  ask('PutLogEvents', { ...names(group), logEvents: times.map((timestamp) => ({ timestamp, message })) })

test('GetLogEvents goes forth and back, and gives the same token at an end', async () => {
  const at = [1, 2, 3, 4, 5].map((n) => noon - 10 + n)
  await fill('walk', { s: at, other: at })
  const get = (input: object = {}) => ask<Messages>('GetLogEvents', { ...names('walk'), limit: 2, ...input })
  const texts = (...found: readonly number[]) => found.map((n) => `s ${noon - 10 + n}`)

  const last = await get()
  assert.deepEqual(messagesOf(last), texts(4, 5))
  const before = await get({ nextToken: last.nextBackwardToken })
  assert.deepEqual(messagesOf(before), texts(2, 3))
  const first = await get({ nextToken: before.nextBackwardToken })
  assert.deepEqual(messagesOf(first), texts(1))
  const begin = await get({ nextToken: first.nextBackwardToken })
  assert.deepEqual([begin.events, begin.nextBackwardToken], [[], first.nextBackwardToken])
  assert.deepEqual(messagesOf(await get({ nextToken: begin.nextForwardToken })), texts(1, 2))

  const head = await get({ startFromHead: true })
  assert.deepEqual(messagesOf(head), texts(1, 2))
  const end = await get({ nextToken: last.nextForwardToken })
  assert.deepEqual([end.events, end.nextForwardToken], [[], last.nextForwardToken])
  assert.deepEqual(messagesOf(await get({ nextToken: end.nextBackwardToken })), texts(4, 5))
  // What comes later is seen by who waits at the end.
  await put('walk', [noon], 'later')
  assert.deepEqual(messagesOf(await get({ nextToken: end.nextForwardToken })), ['later'])
})

test('times bound what is read: the end is left out by GetLogEvents and taken in by FilterLogEvents', async () => {
  await fill('bounds', { s: [noon - 3, noon - 2, noon - 1] })
  const bounds = { startTime: noon - 3, endTime: noon - 2 }
  const got = await ask<Messages>('GetLogEvents', { ...names('bounds'), ...bounds })
  assert.deepEqual(messagesOf(got), [`s ${noon - 3}`])
  const found = await ask<Messages>('FilterLogEvents', { logGroupName: 'bounds', ...bounds })
  assert.deepEqual(messagesOf(found), [`s ${noon - 3}`, `s ${noon - 2}`])
  assert.match(
    await refused('FilterLogEvents', { logGroupName: 'bounds', startTime: 2, endTime: 1 }),
    /^InvalidParameterException: /,
  )
})

test('a stream that has nothing gives tokens that lead to what comes', async () => {
  await fill('empty', { s: [] })
  const { events, nextForwardToken } = await ask<Messages>('GetLogEvents', names('empty'))
  assert.deepEqual(events, [])
  await put('empty', [noon])
  assert.deepEqual(
    messagesOf(await ask<Messages>('GetLogEvents', { ...names('empty'), nextToken: nextForwardToken })),
    ['x'],
  )
})

test('paging loses and doubles nothing, whatever the times, limits and streams', async () => {
  let run = 0
  const times = fc.array(fc.nat(8), { maxLength: 12 }).map((found) => found.toSorted((a, b) => a - b))
  await fc.assert(
    fc.asyncProperty(times, times, fc.integer({ min: 1, max: 5 }), async (one, two, limit) => {
      const group = `paged-${run++}`
      await fill(group, {
        one: one.map((t) => noon - t).toReversed(),
        two: two.map((t) => noon - t).toReversed(),
      })
      const expected = (of: string, from: readonly number[]) =>
        from.map((t) => `${of} ${noon - t}`).toSorted()

      const filtered: string[] = []
      let nextToken: string | undefined
      let before = 0
      do {
        const page: Messages = await ask('FilterLogEvents', { logGroupName: group, limit, nextToken })
        for (const { timestamp } of page.events) assert.ok(before <= (before = timestamp))
        filtered.push(...messagesOf(page))
        nextToken = page.nextToken
      } while (nextToken !== undefined)
      assert.deepEqual(filtered.toSorted(), [...expected('one', one), ...expected('two', two)].toSorted())

      for (const startFromHead of [true, false]) {
        const got: string[] = []
        let token: string | undefined
        for (;;) {
          const page: Messages = await ask('GetLogEvents', {
            ...names(group, 'one'),
            limit,
            startFromHead,
            nextToken: token,
          })
          got.push(...messagesOf(page))
          const next = startFromHead ? page.nextForwardToken : page.nextBackwardToken
          if (next === token) break
          token = next
        }
        assert.deepEqual(got.toSorted(), expected('one', one))
      }
    }),
    { numRuns: 20 },
  )
})

test('FilterLogEvents looks in the streams that are named, by pattern', async () => {
  await fill('choose', { 'a-1': [noon - 3], 'a-2': [noon - 2], b: [noon - 1] })
  const found = async (input: object) =>
    messagesOf(await ask<Messages>('FilterLogEvents', { logGroupName: 'choose', ...input }))
  assert.deepEqual(await found({ logStreamNamePrefix: 'a-' }), [`a-1 ${noon - 3}`, `a-2 ${noon - 2}`])
  assert.deepEqual(await found({ logStreamNames: ['b', 'a-1'] }), [`a-1 ${noon - 3}`, `b ${noon - 1}`])
  assert.deepEqual(await found({ filterPattern: `?b ?"a-2 "` }), [`a-2 ${noon - 2}`, `b ${noon - 1}`])
  assert.match(
    await refused('FilterLogEvents', { logGroupName: 'choose', logStreamNames: ['x'] }),
    /log stream/,
  )
  assert.match(
    await refused('FilterLogEvents', {
      logGroupName: 'choose',
      logStreamNames: ['b'],
      logStreamNamePrefix: 'a',
    }),
    /mutually exclusive/,
  )
  assert.match(
    await refused('FilterLogEvents', { logGroupName: 'choose', filterPattern: '{' }),
    /Invalid filter pattern/,
  )
  const { nextToken } = await ask<Messages>('FilterLogEvents', { logGroupName: 'choose', limit: 1 })
  assert.equal(
    await refused('FilterLogEvents', { logGroupName: 'choose', filterPattern: 'b', nextToken }),
    'InvalidParameterException: The specified nextToken is invalid.',
  )
})

test('a batch that AWS refuses is refused, and nothing of it is kept', async () => {
  await fill('refused', { s: [] })
  const message = 'x'.repeat(600_000)
  const batches: readonly (readonly [events: readonly object[], why: RegExp])[] = [
    [
      [
        { timestamp: noon, message: 'a' },
        { timestamp: noon - 1, message: 'b' },
      ],
      /chronological order/,
    ],
    [
      [
        { timestamp: noon - day - 1, message: 'a' },
        { timestamp: noon, message: 'b' },
      ],
      /more than 24 hours/,
    ],
    [
      [
        { timestamp: noon, message },
        { timestamp: noon, message },
      ],
      /Upload too large: 1200052 bytes exceeds limit of 1048576/,
    ],
    [[{ timestamp: noon, message: message + message }], /Log event too large: 1200026 bytes/],
  ]
  for (const [logEvents, why] of batches)
    assert.match(await refused('PutLogEvents', { ...names('refused'), logEvents }), why)
  assert.deepEqual((await ask<Messages>('GetLogEvents', names('refused'))).events, [])
  assert.match(
    await refused('PutLogEvents', { ...names('refused', 'nope'), logEvents: [] }),
    /log stream does not exist/,
  )
  assert.match(await refused('PutLogEvents', { ...names('nope'), logEvents: [] }), /log group does not exist/)
})

test('events too old and too new are sorted out and told of', async () => {
  await fill('sorted', { s: [] })
  const info = async (times: readonly number[]) =>
    ((await put('sorted', times)) as { rejectedLogEventsInfo?: object }).rejectedLogEventsInfo
  const hour = 3_600_000
  assert.deepEqual(await info([noon - 14 * day - 2, noon - 14 * day - 1, noon - 14 * day]), {
    tooOldLogEventEndIndex: 2,
  })
  assert.deepEqual(await info([noon + 2 * hour, noon + 2 * hour + 1]), { tooNewLogEventStartIndex: 1 })
  assert.equal(await info([noon]), undefined)
  await ask('PutRetentionPolicy', { logGroupName: 'sorted', retentionInDays: 3 })
  assert.deepEqual(await info([noon - 3 * day - 1, noon - 3 * day]), { expiredLogEventEndIndex: 1 })
})

test('events past the retention are shown no more at once, and are dropped', async () => {
  await fill('short', { s: [noon - 4 * day, noon - 4 * day + 1], t: [noon - 1] })
  await ask('PutRetentionPolicy', { logGroupName: 'short', retentionInDays: 3 })
  const shown = async () => messagesOf(await ask<Messages>('FilterLogEvents', { logGroupName: 'short' }))
  assert.deepEqual(await shown(), [`t ${noon - 1}`])
  clock.now = noon + 3 * day
  assert.deepEqual(await shown(), [])
  clock.now = noon
  await logs.sweep()
  // Without a policy what was dropped does not come back.
  await ask('DeleteRetentionPolicy', { logGroupName: 'short' })
  assert.deepEqual(await shown(), [`t ${noon - 1}`])
})

test('the oldest events go when there are too many in all', async () => {
  await fill('much', { s: [] })
  const message = 'y'.repeat(974)
  for (let at = 0; at < 60; at++) await put('much', [noon + at], message)
  await logs.sweep()
  const { logGroups } = await ask<{ logGroups: readonly { storedBytes: number }[] }>('DescribeLogGroups', {})
  const bytes = logGroups.reduce((sum, { storedBytes }) => sum + storedBytes, 0)
  assert.ok(bytes > 38_000 && bytes <= 40_000, String(bytes))
  const left = await ask<Messages>('GetLogEvents', names('much'))
  assert.deepEqual(
    left.events.map(({ timestamp }) => timestamp),
    Array.from({ length: 40 }, (_, at) => noon + 20 + at),
  )
})

test('a stream that is deleted takes its events along', async () => {
  await fill('part', { s: [noon - 2], t: [noon - 1] })
  await ask('DeleteLogStream', names('part'))
  assert.deepEqual(messagesOf(await ask<Messages>('FilterLogEvents', { logGroupName: 'part' })), [
    `t ${noon - 1}`,
  ])
})

test('a token that is none is refused', async () => {
  await fill('tokens', { s: [] })
  for (const nextToken of ['x', 'f/1/s', `f/${'9'.repeat(56)}/s`, `g/${'0'.repeat(56)}/s`])
    assert.equal(
      await refused('GetLogEvents', { ...names('tokens'), nextToken }),
      'InvalidParameterException: The specified nextToken is invalid.',
    )
})

test('TestMetricFilter tells which messages fit and what was found in them', async () => {
  assert.deepEqual(
    await ask('TestMetricFilter', {
      filterPattern: '{ $.n > 1 }',
      logEventMessages: ['{"n":1}', '{"n":2}', 'x'],
    }),
    { matches: [{ eventNumber: 2, eventMessage: '{"n":2}', extractedValues: { '$.n': '2' } }] },
  )
})
