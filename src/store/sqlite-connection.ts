/** The connection to the state file: one process holds it, and each commit is on the disk when it returns. */
import { DatabaseSync } from 'node:sqlite'

/**
 * Opens the file for this process alone, durable at each commit.
 * Exclusive locking needs no shared memory beside the file, and refuses a second process.
 */
export function openStateFile(file: string): DatabaseSync {
  const db = new DatabaseSync(file)
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    db.exec('BEGIN IMMEDIATE; COMMIT')
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}
