/** The thread that writes the state file: each message is one batch of writes, committed as one. */
import { parentPort, workerData } from 'node:worker_threads'
import type { DatabaseSync } from 'node:sqlite'
import { openAlone, openBesideOthers } from './sqlite-connection.ts'

/** A write as it crosses to the thread; a row without a value is a delete. */
export interface Row {
  readonly key: string
  readonly value: string | undefined
  readonly createRevision: number
  readonly revision: number
}

/** `open` expects the file to stand at the revision that was read; `commit` brings it to a new one. */
export type WriterRequest =
  | { readonly act: 'open'; readonly revision: number; readonly alone: boolean }
  | { readonly act: 'commit'; readonly revision: number; readonly rows: readonly Row[] }
  | { readonly act: 'close' }

/** The first says that the thread runs; the others come in the order of the requests. */
export type WriterAnswer = { readonly done: true } | { readonly done: false; readonly fault: unknown }

const { file } = workerData as { file: string }
const port = parentPort!
let writer: ReturnType<typeof createWriter> | undefined

port.on('message', (request: WriterRequest) => {
  try {
    perform(request)
    port.postMessage({ done: true } satisfies WriterAnswer)
  } catch (fault) {
    port.postMessage({ done: false, fault } satisfies WriterAnswer)
  }
  if (request.act === 'close') port.close()
})
port.postMessage({ done: true } satisfies WriterAnswer)

function perform(request: WriterRequest): void {
  if (request.act === 'open') writer = open(request)
  else if (request.act === 'commit') writer!.commit(request.rows, request.revision)
  else writer?.close()
}

const open = ({ alone, revision }: WriterRequest & { act: 'open' }): typeof writer =>
  createWriter(alone ? openAlone(file) : openBesideOthers(file), revision)

function createWriter(
  db: DatabaseSync,
  revision: number,
): {
  commit: (rows: readonly Row[], revision: number) => void
  close: () => void
} {
  let stands = revision
  const found = db.prepare("SELECT value FROM counters WHERE name = 'revision'").get()?.['value']
  if (found !== stands) {
    db.close()
    throw new Error('another process wrote it while it was read')
  }
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')]
  const count = db.prepare("UPDATE counters SET value = ? WHERE name = 'revision' AND value = ?")
  const remove = db.prepare('DELETE FROM entries WHERE key = ?')
  const put = db.prepare(
    `INSERT INTO entries (key, value, create_revision, revision) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE
     SET value = excluded.value, create_revision = excluded.create_revision, revision = excluded.revision`,
  )
  return {
    commit: (rows, next) => {
      begin.run()
      try {
        for (const row of rows)
          if (row.value === undefined) remove.run(row.key)
          else put.run(row.key, row.value, row.createRevision, row.revision)
        if (count.run(next, stands).changes !== 1) throw new Error('another process wrote it')
        commit.run()
        stands = next
      } catch (fault) {
        if (db.isTransaction) db.exec('ROLLBACK')
        throw fault
      }
    },
    close: () => db.close(),
  }
}
