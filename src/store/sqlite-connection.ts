/** Connections to the state file: one process holds it, and each commit is on the disk when it returns. */
import { DatabaseSync } from 'node:sqlite'

/**
 * Opens the file for this process alone, durable at each commit.
 * Exclusive locking needs no shared memory beside the file, and refuses a second process.
 */
export const openAlone = (file: string): DatabaseSync =>
  open(
    file,
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE; COMMIT',
  )

/** Opens the file beside other connections of this process. As long as it is open, nobody opens the file alone. */
export const openBesideOthers = (file: string): DatabaseSync =>
  open(
    file,
    'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE; COMMIT',
  )

function open(file: string, settings: string): DatabaseSync {
  const db = new DatabaseSync(file)
  try {
    db.exec(settings)
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}
