import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openSpool, type SpoolFacts } from './spool.ts'

async function scratch(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'spool-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return join(directory, 'spool')
}

let time = Date.parse('2026-11-21T12:00:00Z')

/** As a program that starts later than the one before. */
const start = (directory: string, patch: Partial<SpoolFacts> = {}) => {
  time += 1000
  const startedAt = time
  return openSpool({
    directory,
    name: 'waiting',
    clock: () => startedAt,
    onFault: (fault) => assert.fail(String(fault)),
    ...patch,
  })
}

const linesIn = async (directory: string): Promise<readonly (readonly string[])[]> =>
  (await start(directory).left()).map(({ lines }) => lines)

test('what was appended is there for the next program, in the order of its parts', async (t) => {
  const directory = await scratch(t)
  const first = start(directory)
  assert.equal(first.cut(), undefined)
  first.append('1')
  first.append('2')
  assert.notEqual(first.cut(), undefined)
  first.append('3')
  await first.close()
  const second = start(directory)
  second.append('4')
  await second.close()
  assert.deepEqual(await linesIn(directory), [['1', '2'], ['3'], ['4']])
})

test('a part that arrived goes away, and no other', async (t) => {
  const directory = await scratch(t)
  const spool = start(directory)
  spool.append('1')
  const part = spool.cut()!
  spool.append('2')
  await spool.close()
  await spool.remove(part)
  assert.deepEqual(await linesIn(directory), [['2']])
})

test('a part that arrives before it was written never touches the disk', async (t) => {
  const directory = await scratch(t)
  const spool = start(directory)
  spool.append('1')
  await spool.remove(spool.cut()!)
  await spool.close()
  await assert.rejects(readdir(directory), { code: 'ENOENT' })
  assert.deepEqual(await spool.left(), [])
})

test('lines are written without being asked for, for the owner alone', async (t) => {
  const directory = await scratch(t)
  const spool = start(directory, { flushAfter: 1 })
  spool.append('1')
  for (let round = 0; round < 400 && (await spool.left()).length === 0; round++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  const [name] = await readdir(directory)
  assert.match(name!, /^waiting-2026-11-21T12-\S+-000001\.jsonl$/)
  assert.equal((await stat(join(directory, name!))).mode & 0o777, 0o600)
  await spool.close()
})

test('half a line, as a kill leaves it, comes as it is, and other files are left alone', async (t) => {
  const directory = await scratch(t)
  await mkdir(directory)
  await writeFile(join(directory, 'waiting-2026-000001.jsonl'), '1\n{"half')
  await writeFile(join(directory, 'events.jsonl'), 'other')
  assert.deepEqual(await linesIn(directory), [['1', '{"half']])
})

test('a directory that is none is told of, and nothing is lost', async (t) => {
  const directory = await scratch(t)
  await writeFile(directory, '')
  const faults: unknown[] = []
  const spool = start(directory, { onFault: (fault) => faults.push(fault) })
  spool.append('1')
  await spool.close()
  spool.append('2')
  await spool.close()
  assert.equal(faults.length, 1)
  await rm(directory)
  await spool.close()
  assert.deepEqual(await linesIn(directory), [['1', '2']])
})
