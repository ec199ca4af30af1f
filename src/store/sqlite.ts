/** A store whose state is a SQLite file: read from memory, written by a thread in which many writes share one commit. */
import { createEngine, type Commit } from './engine.ts'
import { loadStateFile, unusable, type LoadedState } from './sqlite-file.ts'
import { startWriter, type Writer } from './sqlite-writer.ts'
import type { Store } from './store.ts'

export interface SqliteStoreFacts {
  /** Made with mode 0600 if it is not there; its directory must be. */
  readonly file: string
  /** So many of the latest changes are kept for watchers at least; 10,000 when absent. */
  readonly historyLimit?: number
  readonly onFault?: (fault: unknown) => void
}

/** Opens the file for this process alone. Rejects with UnusableState, and then nothing is changed on disk. */
export async function openSqliteStore({ file, historyLimit, onFault }: SqliteStoreFacts): Promise<Store> {
  const { revision: found, entries, letGo } = load(file)
  let writing: Promise<Writer> | undefined
  return createEngine({
    revision: found,
    entries,
    historyLimit,
    onFault,
    commit: async (writes, revision) => {
      // Its thread is half of what a start costs, and most starts write nothing.
      const writer = await (writing ??= handOver(file, found, letGo))
      await writer.ask(commitOf(writes, revision))
    },
    release: async () => {
      const writer = await writing?.catch(() => undefined)
      if (writer === undefined) {
        letGo()
        return
      }
      await writer.ask({ act: 'close' })
      await writer.stop()
    },
  })
}

function load(file: string): LoadedState {
  try {
    return loadStateFile(file)
  } catch (cause) {
    throw unusable(file, cause)
  }
}

/** Lets this thread's hold on the file go only when the other one is ready to take it. */
async function handOver(file: string, revision: number, letGo: () => void): Promise<Writer> {
  const writer = startWriter(file)
  try {
    await writer.started
    letGo()
    await writer.ask({ act: 'open', revision })
    return writer
  } catch (cause) {
    await writer.stop()
    throw unusable(file, cause)
  }
}

const commitOf = (
  writes: Parameters<Commit>[0],
  revision: number,
): Parameters<Writer['ask']>[0] & { act: 'commit' } => ({
  act: 'commit',
  revision,
  rows: writes.map((write) => ({
    key: write.key,
    value: write.text,
    createRevision: write.createRevision,
    revision: write.revision,
  })),
})
