import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createMemoryStore } from '../../store/index.ts'
import { account, type Messages, messagesOf, noon, setUp } from './logs.test-support.ts'

const place = { partition: 'aws', account, region: 'us-east-1' }
const lines = (...messages: readonly string[]) => ({
  place,
  group: '/aws/eks/dev/cluster',
  stream: 'authenticator-1',
  events: messages.map((message) => ({ timestamp: noon, message })),
})

test('a service writes to a group that is made for it, and made again when somebody deletes it', async () => {
  const { logs, ask, close } = setUp()
  await Promise.all([
    logs.deliver(lines('a')),
    logs.deliver(lines('b')),
    logs.ensureGroup(place, lines().group),
  ])
  const shown = async () =>
    messagesOf(await ask<Messages>('FilterLogEvents', { logGroupName: lines().group }))
  assert.deepEqual((await shown()).toSorted(), ['a', 'b'])
  await ask('DeleteLogGroup', { logGroupName: lines().group })
  await logs.deliver(lines('c'))
  assert.deepEqual(await shown(), ['c'])
  await close()
})

test('events are there after a restart, those of groups that are gone are swept away', async () => {
  const [store, directory] = [createMemoryStore(), mkdtempSync(join(tmpdir(), 'podpass-logs-'))]
  const before = setUp({ store, directory })
  await before.logs.deliver(lines('a'))
  await before.logs.deliver({ ...lines('b'), group: 'gone' })
  await before.logs.close()
  // As a crash leaves it between the record and its events.
  const [gone] = store.list('logs/').filter(({ value }) => (value as { name: string }).name === 'gone')
  await store.write((txn) => txn.delete(gone!.key))

  const after = setUp({ store, directory })
  const { events } = await after.ask<Messages>('FilterLogEvents', { logGroupName: lines().group })
  assert.deepEqual(
    events.map(({ message }) => message),
    ['a'],
  )
  await after.logs.sweep()
  await after.ask('CreateLogGroup', { logGroupName: 'gone' })
  const { logGroups } = await after.ask<{ logGroups: readonly { storedBytes: number }[] }>(
    'DescribeLogGroups',
  )
  assert.deepEqual(
    logGroups.map(({ storedBytes }) => storedBytes),
    [27, 0],
  )
  await after.close()
  await before.close()
  rmSync(directory, { recursive: true })
})

test('nothing is written to the disk before the first event is asked for', async () => {
  const { logs, ask, needs, close } = setUp({ directory: join(tmpdir(), 'podpass-logs-never-made') })
  await ask('CreateLogGroup', { logGroupName: 'a' })
  await logs.close()
  assert.throws(() => rmSync(needs.directory), /ENOENT/)
  await close()
})
