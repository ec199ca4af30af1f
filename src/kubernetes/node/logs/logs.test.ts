import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { test, type TestContext } from 'node:test'
import { openContainerLog, type LogWish } from './container-log.ts'
import { readLog, type LogQuery } from './read-log.ts'

const plain: LogQuery = { follow: false, timestamps: false }

function setUp(context: TestContext, patch: Partial<LogWish> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-log-'))
  context.after(() => rmSync(directory, { recursive: true, force: true }))
  const clock = { now: Date.parse('2026-11-21T12:00:00Z') }
  const path = join(directory, 'c', '0.log')
  const log = openContainerLog({ path, now: () => clock.now, ...patch })
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  log.take('stdout', stdout)
  log.take('stderr', stderr)
  const read = async (query: Partial<LogQuery>): Promise<string> => {
    const chunks: Buffer[] = []
    for await (const chunk of readLog(path, { ...plain, ...query }, log, AbortSignal.timeout(10_000)))
      chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  }
  return { directory, clock, path, log, stdout, stderr, read }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

test('lines come back as they were, of one stream or both, the last ones, from a time on, up to a length', async (context) => {
  const { clock, log, stdout, stderr, read } = setUp(context)
  stdout.write('one\ntw')
  stdout.write('o\n')
  await settle()
  clock.now += 5000
  stderr.write('three\n')
  stdout.end('unended')
  stderr.end()
  await settle()
  log.end()
  assert.equal(await read({}), 'one\ntwo\nthree\nunended')
  assert.equal(await read({ tail: 2 }), 'three\nunended')
  assert.equal(await read({ tail: 0 }), '')
  assert.equal(await read({ tail: 99 }), 'one\ntwo\nthree\nunended')
  assert.equal(await read({ stream: 'stderr' }), 'three\n')
  assert.equal(await read({ since: clock.now }), 'three\nunended')
  assert.equal(await read({ limitBytes: 5 }), 'one\nt')
  assert.equal(await read({ stream: 'stderr', timestamps: true }), '2026-11-21T12:00:05.000000000Z three\n')
})

test('a long line is whole again when it is read', async (context) => {
  const { log, stdout, stderr, read } = setUp(context)
  const long = 'x'.repeat(100_000)
  stdout.end(`${long}\nnext\n`)
  stderr.end()
  await settle()
  log.end()
  assert.equal(await read({}), `${long}\nnext\n`)
})

test('a follower sees what comes, across a change of files, to the end', async (context) => {
  const { directory, log, stdout, stderr, read } = setUp(context, { maxSize: 200, maxFiles: 3 })
  stdout.write('first\n')
  await settle()
  const following = read({ follow: true })
  await settle()
  for (let n = 0; n < 20; n++) {
    stdout.write(`line ${n}\n`)
    await settle()
  }
  stdout.end()
  stderr.end()
  await settle()
  log.end()
  const lines = (await following).trimEnd().split('\n')
  assert.deepEqual(lines, ['first', ...Array.from({ length: 20 }, (_, n) => `line ${n}`)])
  assert.equal(readdirSync(join(directory, 'c')).length, 3)
})
