import assert from 'node:assert/strict'
import { appendFile, chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type JournalFacts, openJournal } from './journal.ts'

interface Item {
  readonly n: number
  readonly text?: string
}

async function inDirectory(act: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'journal-'))
  try {
    await act(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const start = (directory: string, patch: Partial<JournalFacts> = {}) =>
  openJournal<Item>({
    directory: join(directory, 'trail'),
    name: 'events',
    clock: () => Date.parse('2026-11-21T12:00:00Z'),
    onFault: (fault) => assert.fail(String(fault)),
    ...patch,
  })

const lineOf = (item: Item): string => JSON.stringify(item)

const numbers = (items: readonly Item[]): readonly number[] => items.map((item) => item.n)

test('records are written as JSON lines, for the owner alone', () =>
  inDirectory(async (directory) => {
    const journal = start(directory)
    journal.append(lineOf({ n: 1 }))
    journal.append(lineOf({ n: 2, text: 'ä\nb' }))
    await journal.close()
    const path = join(directory, 'trail', 'events.jsonl')
    assert.equal(await readFile(path, 'utf8'), '{"n":1}\n{"n":2,"text":"ä\\nb"}\n')
    assert.equal((await stat(path)).mode & 0o777, 0o600)
  }))

test('records are written without being asked for, after a while', () =>
  inDirectory(async (directory) => {
    const journal = start(directory, { flushAfter: 1 })
    journal.append(lineOf({ n: 1 }))
    const path = join(directory, 'trail', 'events.jsonl')
    for (let tries = 0; tries < 200; tries++) {
      if ((await readFile(path, 'utf8').catch(() => '')) !== '') break
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    assert.equal(await readFile(path, 'utf8'), '{"n":1}\n')
    await journal.close()
  }))

test('no file is touched before there is something to write', () =>
  inDirectory(async (directory) => {
    const journal = start(directory)
    await journal.flush()
    assert.deepEqual(await journal.readNewest(10), [])
    await journal.close()
    assert.deepEqual(await readdir(directory), [])
  }))

test('the newest records are read again, across files put aside', () =>
  inDirectory(async (directory) => {
    const first = start(directory, { rotateAt: 30 })
    for (let n = 0; n < 20; n++) {
      first.append(lineOf({ n }))
      await first.flush()
    }
    assert.deepEqual(numbers(await first.readNewest(7)), [13, 14, 15, 16, 17, 18, 19])
    await first.close()
    const second = start(directory)
    assert.deepEqual(numbers(await second.readNewest(100)), [...Array(20).keys()])
    second.append(lineOf({ n: 20 }))
    assert.deepEqual(numbers(await second.readNewest(2)), [19, 20])
    await second.close()
  }))

test('only so many files are kept', () =>
  inDirectory(async (directory) => {
    const journal = start(directory, { rotateAt: 1, keep: 3 })
    for (let n = 0; n < 10; n++) {
      journal.append(lineOf({ n }))
      await journal.flush()
    }
    assert.equal((await readdir(join(directory, 'trail'))).length, 3)
    assert.deepEqual(numbers(await journal.readNewest(100)), [7, 8, 9])
    await journal.close()
  }))

test('files put aside long ago go when the next one is put aside', () =>
  inDirectory(async (directory) => {
    let now = Date.parse('2026-11-21T12:00:00Z')
    const journal = start(directory, { rotateAt: 1, keepFor: 86_400_000, clock: () => now })
    for (let n = 0; n < 4; n++) {
      journal.append(lineOf({ n }))
      await journal.flush()
      now += 40_000_000
    }
    assert.deepEqual(numbers(await journal.readNewest(100)), [1, 2, 3])
    await journal.close()
  }))

test('half a line that a crash left costs that line alone', () =>
  inDirectory(async (directory) => {
    const first = start(directory)
    first.append(lineOf({ n: 1 }))
    await first.close()
    await appendFile(join(directory, 'trail', 'events.jsonl'), '{"n":2,"te')
    const second = start(directory)
    second.append(lineOf({ n: 3 }))
    assert.deepEqual(numbers(await second.readNewest(10)), [1, 3])
    await second.close()
  }))

test('a journal larger than a chunk is read from its end', () =>
  inDirectory(async (directory) => {
    const journal = start(directory)
    const text = 'x'.repeat(3000)
    for (let n = 0; n < 1000; n++) journal.append(lineOf({ n, text }))
    assert.deepEqual(numbers(await journal.readNewest(900)), [...Array(1000).keys()].slice(100))
    assert.equal((await journal.readNewest(5000)).length, 1000)
    await journal.close()
  }))

test('a record larger than a chunk is read whole', () =>
  inDirectory(async (directory) => {
    const journal = start(directory, { mostWaiting: 2 ** 24 })
    const large = { n: 1, text: 'ä'.repeat(1_200_000) }
    for (const each of [{ n: 0 }, large, { n: 2 }]) journal.append(lineOf(each))
    assert.deepEqual(await journal.readNewest(3), [{ n: 0 }, large, { n: 2 }])
    await journal.close()
  }))

test('what the disk does not take waits for it, within bounds, and is told of once', () =>
  inDirectory(async (directory) => {
    const faults: unknown[] = []
    await writeFile(join(directory, 'trail'), 'not a directory')
    const journal = start(directory, { mostWaiting: 20, onFault: (fault) => faults.push(fault) })
    journal.append(lineOf({ n: 1 }))
    await journal.flush()
    journal.append(lineOf({ n: 2 }))
    await journal.flush()
    assert.equal(faults.length, 1)
    journal.append(lineOf({ n: 3 }))
    await rm(join(directory, 'trail'))
    assert.deepEqual(numbers(await journal.readNewest(10)), [1, 2])
    assert.match(String(faults[1]), /1 records of events were dropped/)
    await chmod(join(directory, 'trail'), 0o700)
    await journal.close()
  }))
