/** The state file: found fit or refused, brought to the newest schema, read whole or opened to be read as needed. */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { createDiskState } from './disk-state.ts'
import { readDocument } from './document.ts'
import { applicationId, migrations } from './migrations.ts'
import { openAlone, openBesideOthers } from './sqlite-connection.ts'
import { createWholeState, type State } from './state.ts'
import { UnusableState, type Entry } from './store.ts'

export interface LoadedState {
  readonly revision: number
  readonly state: State
  /** Whether all of it is in memory; if not, it is read through a connection that stays, and nobody has looked for damage. */
  readonly whole: boolean
  /** Ends the hold on the file, if it did not end before. */
  readonly letGo: () => void
}

export interface Sizes {
  /** A larger file is read as needed. Bytes. */
  readonly wholeUpTo: number
  /** What of it is kept in memory then. Characters of JSON. */
  readonly cacheSize: number
}

/** Makes the file if there is none, brings its schema up to date, reads it and holds it. Throws UnusableState. */
export function loadStateFile(file: string, { wholeUpTo, cacheSize }: Sizes): LoadedState {
  try {
    const isSmall = sizeOf(file) + sizeOf(`${file}-wal`) <= wholeUpTo
    if (sizeOf(file) === 0) create(file)
    else inspect(file, isSmall)
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
    const { db, whole } = prepare(file, isSmall)
    try {
      const revision = revisionOf(db)
      const state = whole ? createWholeState(entriesOf(db)) : createDiskState(db, cacheSize)
      const letGo = (): void => {
        if (db.isOpen) db.close()
      }
      return { revision, state, whole, letGo }
    } catch (cause) {
      db.close()
      throw cause
    }
  } catch (cause) {
    throw unusable(file, cause)
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** Nobody else has the file at this moment, even where it is held together with others of this process from then on. */
function prepare(file: string, whole: boolean): { readonly db: DatabaseSync; readonly whole: boolean } {
  const db = openAlone(file)
  try {
    migrate(db)
    if (whole) return { db, whole }
  } catch (cause) {
    db.close()
    throw cause
  }
  db.close()
  return openShared(file) ?? { db: openSound(file), whole: true }
}

/** Undefined where the file system has no memory to share, as NFS has none: then the file can only be held alone. */
function openShared(file: string): { readonly db: DatabaseSync; readonly whole: false } | undefined {
  try {
    return { db: openBesideOthers(file), whole: false }
  } catch {
    return undefined
  }
}

function openSound(file: string): DatabaseSync {
  const db = openAlone(file)
  try {
    refuseDamage(file, db)
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}

/** Says in words why the file cannot be used. */
export function unusable(file: string, cause: unknown): UnusableState {
  if (cause instanceof UnusableState) return cause
  const busy = typeof cause === 'object' && cause !== null && 'errcode' in cause && cause.errcode === 5
  const why = busy ? 'another process uses it' : cause instanceof Error ? cause.message : String(cause)
  return new UnusableState(`state file \`${file}\` cannot be used: ${why}`, { cause })
}

function create(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
  const directory = openSync(dirname(file), 'r')
  fsyncSync(directory)
  closeSync(directory)
}

/** Looks at a file without changing it. */
function inspect(file: string, whole: boolean): void {
  if (!startsAsDatabase(file)) throw new UnusableState(`state file \`${file}\` is not a SQLite database`)
  const [log, index] = [`${file}-wal`, `${file}-shm`]
  const hadIndex = existsSync(index)
  const url = pathToFileURL(file)
  // Without a log to replay the file can be read with no lock and no file beside it.
  if (!existsSync(log)) url.searchParams.set('immutable', '1')
  const db = new DatabaseSync(url, { readOnly: true })
  try {
    inspectContent(file, db)
    if (whole) refuseDamage(file, db)
  } finally {
    db.close()
    if (!hadIndex) rmSync(index, { force: true })
  }
}

function inspectContent(file: string, db: DatabaseSync): void {
  const version = pragma(db, 'user_version')
  const known = migrations.length
  const owner = pragma(db, 'application_id')
  if (owner !== applicationId && !(owner === 0 && version === 0 && isEmpty(db)))
    throw new UnusableState(`state file \`${file}\` is a database of another program`)
  if (version > known)
    throw new UnusableState(
      `state file \`${file}\` has format ${version}, newer than ${known}, the newest this version of the program knows`,
    )
}

function refuseDamage(file: string, db: DatabaseSync): void {
  const [problem] = db.prepare('PRAGMA quick_check(1)').all()
  if (problem?.['quick_check'] !== 'ok')
    throw new UnusableState(`state file \`${file}\` is damaged: ${String(problem?.['quick_check'])}`)
}

function startsAsDatabase(file: string): boolean {
  const start = Buffer.alloc(16)
  const descriptor = openSync(file, 'r')
  readSync(descriptor, start)
  closeSync(descriptor)
  return start.toString('latin1') === 'SQLite format 3\0'
}

function migrate(db: DatabaseSync): void {
  for (let version = pragma(db, 'user_version'); version < migrations.length; version++)
    db.exec(
      `BEGIN IMMEDIATE;
       ${migrations[version]!}
       PRAGMA application_id = ${applicationId};
       PRAGMA user_version = ${version + 1};
       COMMIT`,
    )
}

function revisionOf(db: DatabaseSync): number {
  const revision = db.prepare("SELECT value FROM counters WHERE name = 'revision'").get()?.['value']
  if (typeof revision !== 'number') throw new Error('its revision is missing')
  return revision
}

function* entriesOf(db: DatabaseSync): Generator<Entry, void> {
  for (const row of db.prepare('SELECT key, value, create_revision, revision FROM entries').iterate())
    yield {
      key: String(row['key']),
      value: readDocument(String(row['value'])),
      createRevision: Number(row['create_revision']),
      revision: Number(row['revision']),
    }
}

const pragma = (db: DatabaseSync, name: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0])

const isEmpty = (db: DatabaseSync): boolean =>
  db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0
