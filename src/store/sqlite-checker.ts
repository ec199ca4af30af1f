/** A thread that reads a large state file from end to end, while it is in use, and tells whether it is damaged. */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

/** What is wrong with the file; undefined when nothing is. */
export type Finding = string | undefined

const { file } = workerData as { file: string }

function look(): Finding {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    const problem = String(db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'])
    if (problem !== 'ok') return problem.replaceAll(/\s+/g, ' ')
    const unread = db.prepare('SELECT key FROM entries WHERE NOT json_valid(value) LIMIT 1').get()
    return unread === undefined ? undefined : `what stands under \`${String(unread['key'])}\` is no JSON`
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault)
  } finally {
    db.close()
  }
}

parentPort!.postMessage(look(), [])
