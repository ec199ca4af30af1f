import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openEventFile } from './event-file.ts'
import { openEventLog } from './event-log.ts'
import { comparePositions, eventIdOf, positionOf } from './position.ts'

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'podpass-event-log-'))
  t.after(() => rmSync(made, { recursive: true }))
  return made
}

const all = { group: 'g', from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1_000_000, mostBytes: Infinity }

test('a writer that is killed loses nothing that it acknowledged, and leaves no batch in parts', async (t) => {
  const path = join(folder(t), 'events.sqlite')
  const program = fileURLToPath(new URL('./kill-writer.test-support.ts', import.meta.url))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  await wait(150)
  assert.ok(child.kill('SIGKILL'), 'the writer ended before it was killed')
  await closed
  const acknowledged = readFileSync(`${path}-acknowledged`, 'latin1').split('\n').slice(0, -1)
  assert.ok(acknowledged.length > 0)
  const file = openEventFile(path)
  const found = file.read(all).map(({ message }) => message)
  file.close()
  const batches = Array.from({ length: found.length / 3 }, (_, n) => [1, 2, 3].map((part) => `${n}/${part}`))
  assert.deepEqual(found, batches.flat())
  assert.ok(batches.length >= acknowledged.length)
})

test('a file that is none fails its callers and not the process', async (t) => {
  const path = join(folder(t), 'events.sqlite')
  writeFileSync(path, 'no database at all, whatever one may think of it'.repeat(100))
  const log = openEventLog(path)
  await assert.rejects(log.read(all), /not a database/)
  await assert.rejects(log.append([{ group: 'g', stream: 's', ingestedAt: 0, events: [] }]), /not a database/)
  await log.close()
  await assert.rejects(log.read(all), /closed/)
})

test('what is asked for before the end is done before it', async (t) => {
  const path = join(folder(t), 'events.sqlite')
  const log = openEventLog(path)
  const batches = [
    { group: 'g', stream: 's', ingestedAt: 1, events: [{ timestamp: 1, message: 'a\u0000b\u{1F600}' }] },
  ]
  const appended = log.append(batches)
  await log.close()
  await appended
  const again = openEventLog(path)
  assert.deepEqual(
    (await again.read(all)).map(({ message }) => message),
    ['a\u0000b\u{1F600}'],
  )
  await again.close()
})

test('event ids have 56 digits, their order is that of the events, and they lead back', () => {
  const positions = [
    { timestamp: 0, id: 1 },
    { timestamp: 0, id: 2 },
    { timestamp: 1, id: 1 },
    { timestamp: 1_795_262_400_000, id: Number.MAX_SAFE_INTEGER },
    { timestamp: 1_795_262_400_001, id: 1 },
  ]
  const ids = positions.map(eventIdOf)
  for (const id of ids) assert.match(id, /^\d{56}$/)
  assert.deepEqual(ids.toSorted(), ids)
  assert.deepEqual(positions.toReversed().toSorted(comparePositions), positions)
  assert.deepEqual(ids.map(positionOf), positions)
  for (const text of ['', '1', 'x'.repeat(56), '9'.repeat(56)]) assert.equal(positionOf(text), undefined)
})
