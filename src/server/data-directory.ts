/** The data directory: where everything lies, owner-only, and held by one program at a time. */
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface DataDirectory {
  readonly path: string
  readonly stateFile: string
  readonly objects: string
  readonly trail: string
  readonly decisions: string
  readonly logs: string
  /** Lets another program have the directory. */
  release(): void
}

/** The directory cannot be used; the message says why and what to do. */
export class DataDirectoryUnusable extends Error {}

/** Makes the directory if need be and holds it until released or until this process ends, however it ends. */
export function openDataDirectory(directory: string): DataDirectory {
  const path = resolve(directory)
  prepare(path)
  const lock = holdLock(path)
  const loss = lossOf(path)
  if (loss !== undefined) {
    lock.close()
    throw new DataDirectoryUnusable(lostState(path, loss))
  }
  return {
    path,
    stateFile: join(path, 'state.sqlite'),
    objects: join(path, 'objects'),
    trail: join(path, 'trail'),
    decisions: join(path, 'decisions'),
    logs: join(path, 'logs'),
    release: () => lock.close(),
  }
}

function prepare(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if (!statSync(path).isDirectory()) throw new Error('it is not a directory')
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new DataDirectoryUnusable(`cannot use data directory \`${path}\`: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** What a directory says that has an administrator, and so had an account. */
export const lostState = (path: string, loss: string): string =>
  `data directory \`${path}\` is damaged: there is an administrator in \`admin.json\`, but \`state.sqlite\` ${loss}; restore it from your backup, or choose another directory with --data DIR to begin anew`

/** Looked for before anything is written, so that what is left can still be examined. */
function lossOf(path: string): string | undefined {
  if (!existsSync(join(path, 'admin.json'))) return undefined
  const state = statSync(join(path, 'state.sqlite'), { throwIfNoEntry: false })
  if (state === undefined) return 'is missing'
  return state.size === 0 ? 'is empty' : undefined
}

/** SQLite's own file lock: the system lets go of it even after kill -9, so that no stale lock can remain. */
function holdLock(path: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(path, 'lock'), { timeout: 0 })
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return lock
  } catch (cause) {
    lock?.close()
    const taken = /locked|busy/i.test((cause as Error).message)
    throw new DataDirectoryUnusable(
      taken
        ? `another podpass runs on data directory \`${path}\`; stop it or choose another with --data DIR`
        : `cannot use data directory \`${path}\`: its lock file: ${(cause as Error).message}`,
      { cause },
    )
  }
}

/** Whether a program holds the directory now. */
export function isHeld(directory: string): boolean {
  const path = join(resolve(directory), 'lock')
  if (!existsSync(path)) return false
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(path, { timeout: 0 })
    lock.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch {
    return true
  } finally {
    lock?.close()
  }
}

/** Writes a file whole or not at all. Mode 0600 unless told otherwise. */
export function writeAtomically(path: string, content: string | Uint8Array, mode = 0o600): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    writeFileSync(draft, content, { mode, flush: true })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** The same without standing in the way of requests while the disk is waited for. */
export async function writeAtomicallyAside(path: string, content: string, mode = 0o600): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeFile(draft, content, { mode, flush: true })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

export const readIfPresent = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new DataDirectoryUnusable(`cannot read \`${path}\`: ${(error as Error).message}`, { cause: error })
  }
}
