import assert from 'node:assert/strict'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { Compacted, openSqliteStore, UnusableState } from './index.ts'
import { killRound } from './kill-round.test-support.ts'
import { storeSuite } from './suite.test-support.ts'

const directory = mkdtempSync(join(tmpdir(), 'podpass-store-'))
let count = 0
const newFile = (): string => join(directory, `${++count}.db`)
after(() => rmSync(directory, { recursive: true }))

storeSuite('sqlite', (facts) => openSqliteStore({ ...facts, file: newFile() }))

/** Everything is read as needed, and forgotten at once. */
const asNeeded = { wholeUpTo: 0, cacheSize: 400, checkAfter: 0 }
storeSuite('sqlite, read as needed', (facts) => openSqliteStore({ ...facts, ...asNeeded, file: newFile() }))

test('a closed store opens again with its entries, its revision and one file of mode 0600', async () => {
  const file = newFile()
  const store = await openSqliteStore({ file })
  await store.write((txn) => ['a', 'b', 'c\0d'].forEach((key) => txn.put(key, { key })))
  await store.write((txn) => txn.delete('b'))
  const entries = store.list('')
  await store.close()
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.startsWith(`${count}.db`)),
    [`${count}.db`],
  )
  assert.equal(statSync(file).mode & 0o777, 0o600)

  const again = await openSqliteStore({ file })
  assert.deepEqual(again.list(''), entries)
  assert.equal(again.revision, 2)
  assert.throws(
    () => again.watch('', 1, () => {}),
    (fault) => fault instanceof Compacted && fault.oldestRevision === 3,
  )
  const seen: number[] = []
  again.watch('', 2, (_, revision) => seen.push(revision))
  assert.equal((await again.write((txn) => txn.put('a', 1))).revision, 3)
  assert.deepEqual(seen, [3])
  await again.close()
})

for (const [first, second] of [
  [{}, {}],
  [{}, asNeeded],
  [asNeeded, {}],
  [asNeeded, asNeeded],
])
  test(`a second opening of a file that is in use is refused, and the first goes on: ${JSON.stringify([first, second])}`, async () => {
    const file = newFile()
    const store = await openSqliteStore({ file, ...first })
    const refused = (): Promise<void> =>
      assert.rejects(
        openSqliteStore({ file, ...second }),
        (fault) => fault instanceof UnusableState && fault.message.endsWith('another process uses it'),
      )
    await refused()
    await store.write((txn) => txn.put('a', 1))
    await refused()
    await store.close()
  })

/** A state file with a thousand entries. */
async function filled(): Promise<string> {
  const file = newFile()
  const store = await openSqliteStore({ file })
  await store.write((txn) => {
    for (let n = 0; n < 1000; n++) txn.put(`key/${n}`, { text: 'x'.repeat(100) })
  })
  await store.close()
  return file
}

function change(file: string, sql: string): string {
  const db = new DatabaseSync(file)
  db.exec(sql)
  db.close()
  return file
}

function overwrite(file: string, at: number, length: number): string {
  const bytes = readFileSync(file)
  bytes.fill(0xa5, at, at + length)
  writeFileSync(file, bytes)
  return file
}

const unusableFiles: readonly { title: string; make: () => Promise<string>; message: RegExp }[] = [
  {
    title: 'a file of a newer program',
    make: async () => change(await filled(), 'PRAGMA user_version = 99'),
    message: /has format 99, newer than 1,/,
  },
  {
    title: 'a file that is no database',
    make: () => {
      const file = newFile()
      writeFileSync(file, 'accounts:\n  - 111122223333\n')
      return Promise.resolve(file)
    },
    message: /is not a SQLite database/,
  },
  {
    title: 'a database of another program',
    make: () => Promise.resolve(change(newFile(), 'CREATE TABLE songs (title TEXT)')),
    message: /is a database of another program/,
  },
  {
    title: 'a database with a damaged page',
    make: async () => overwrite(await filled(), 3 * 4096, 4096),
    message: /is damaged: |malformed/,
  },
  {
    title: 'a database cut short',
    make: async () => {
      const file = await filled()
      writeFileSync(file, readFileSync(file).subarray(0, 5 * 4096))
      return file
    },
    message: /is damaged: |malformed/,
  },
  {
    title: 'a database whose schema is gone',
    make: async () => change(await filled(), 'DROP TABLE entries'),
    message: /no such table/,
  },
  {
    title: 'a database with a value that is no JSON',
    make: async () => change(await filled(), "UPDATE entries SET value = '{' WHERE key = 'key/5'"),
    message: /JSON/,
  },
  { title: 'a directory', make: () => Promise.resolve(directory), message: /cannot be used/ },
  {
    title: 'a path whose directory is not there',
    make: () => Promise.resolve(join(directory, 'none', 'state.db')),
    message: /no such file or directory/,
  },
]

for (const { title, make, message } of unusableFiles)
  test(`${title} is refused and left as it was`, async () => {
    const file = await make()
    const before = snapshot(file)
    await assert.rejects(openSqliteStore({ file }), (fault: Error) => {
      assert.ok(fault instanceof UnusableState)
      assert.match(fault.message, message)
      assert.ok(fault.message.includes(file))
      return true
    })
    assert.deepEqual(snapshot(file), before)
  })

test('a large file holds the same as it is, however it is read', async () => {
  const file = await filled()
  const [whole, needed] = [{ file }, { file, ...asNeeded }]
  const seen: unknown[] = []
  for (const facts of [whole, needed, whole]) {
    const store = await openSqliteStore(facts)
    seen.push([
      store.revision,
      store.list(''),
      store.get('key/77'),
      store.get('key/none'),
      store.list('key/9'),
    ])
    seen.push(store.list('key/', { after: 'key/5', limit: 40 }).map(({ key }) => key))
    await store.close()
  }
  assert.deepEqual(seen.slice(2, 4), seen.slice(0, 2))
  assert.deepEqual(seen.slice(4), seen.slice(0, 2))
})

const unnoticedAtFirst: readonly { title: string; spoil: (file: string) => string; message: RegExp }[] = [
  {
    title: 'a page',
    spoil: (file) => overwrite(file, 3 * 4096, 4096),
    message: /is damaged: .+ nothing more/,
  },
  {
    title: 'a document',
    spoil: (file) => change(file, "UPDATE entries SET value = '{' WHERE key = 'key/5'"),
    message: /is damaged: what stands under `key\/5` is no JSON/,
  },
]

for (const { title, spoil, message } of unnoticedAtFirst)
  test(`${title} that is damaged in a large file is told of soon after the start, and nothing more is written`, async () => {
    const file = spoil(await filled())
    const told = Promise.withResolvers<unknown>()
    const store = await openSqliteStore({ file, ...asNeeded, onFault: told.resolve })
    const fault = await told.promise
    assert.ok(fault instanceof UnusableState)
    assert.match(fault.message, message)
    const before = readFileSync(file)
    await assert.rejects(
      store.write((txn) => txn.put('new', 1)),
      message,
    )
    assert.equal(store.get('new'), undefined)
    await store.close()
    assert.deepEqual(readFileSync(file), before)
  })

test('a large file on a file system without shared memory is read whole', async () => {
  const file = await filled()
  // Where its index should be, SQLite finds what it cannot map.
  mkdirSync(`${file}-shm`)
  const store = await openSqliteStore({ file, ...asNeeded })
  await store.write((txn) => txn.put('key/new', 1))
  assert.equal(store.list('key/').length, 1001)
  await store.close()
  rmSync(`${file}-shm`, { recursive: true, force: true })
  const again = await openSqliteStore({ file })
  assert.equal(again.get('key/new')?.value, 1)
  await again.close()
})

test('a document that is no JSON is told by its key when it is read', async () => {
  const file = change(await filled(), "UPDATE entries SET value = '{' WHERE key = 'key/5'")
  const store = await openSqliteStore({ file, ...asNeeded, checkAfter: 3_600_000 })
  assert.throws(() => store.get('key/5'), /what stands under `key\/5` is no JSON/)
  assert.equal(store.get('key/6')?.key, 'key/6')
  await store.close()
})

test('what another program wrote to a large file meanwhile is not overwritten', async () => {
  const file = await filled()
  const store = await openSqliteStore({ file, ...asNeeded })
  await store.write((txn) => txn.put('mine', 1))
  change(file, "UPDATE counters SET value = 99 WHERE name = 'revision'")
  await assert.rejects(
    store.write((txn) => txn.put('mine', 2)),
    /another process wrote it/,
  )
  assert.equal(store.get('mine')?.value, 1)
  await store.close()
})

/** The bytes of a file and the names of those beside it. */
const snapshot = (file: string): unknown => ({
  bytes: statSync(file, { throwIfNoEntry: false })?.isFile()
    ? readFileSync(file).toString('latin1')
    : undefined,
  beside: readdirSync(directory).sort(),
})

test('a copy of a live file with its log opens with all that was acknowledged', async () => {
  const [file, copy] = [newFile(), newFile()]
  const store = await openSqliteStore({ file })
  for (let n = 0; n < 20; n++) await store.write((txn) => txn.put(`key/${n}`, n))
  copyFileSync(file, copy)
  copyFileSync(`${file}-wal`, `${copy}-wal`)
  await store.close()
  const again = await openSqliteStore({ file: copy })
  assert.equal(again.list('key/').length, 20)
  assert.equal(again.revision, 20)
  await again.close()
})

test('20 rounds of kill -9 lose nothing that was acknowledged', async () => {
  const file = newFile()
  for (let round = 0; round < 20; round++) await killRound(file, round * 2)
})

test('nor do 10 of a file that is read as needed', async () => {
  const file = newFile()
  for (let round = 0; round < 10; round++) await killRound(file, round * 4, 0)
})
