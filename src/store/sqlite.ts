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
  // The thread starts up while this one reads the file.
  const writer = startWriter(file)
  const loaded = load(file)
  if ('refusal' in loaded) {
    writer.started.catch(() => 'it may be stopped before it has started')
    await writer.stop()
    throw loaded.refusal
  }
  const opened = handOver(file, writer, loaded)
  opened.catch(() => 'each write will tell')
  return createEngine({
    ...loaded,
    historyLimit,
    onFault,
    commit: async (writes, revision) => {
      await opened
      await writer.ask(commitOf(writes, revision))
    },
    release: async () => {
      await opened.then(
        () => writer.ask({ act: 'close' }),
        () => 'there is nothing to close',
      )
      await writer.stop()
    },
  })
}

function load(file: string): LoadedState | { refusal: Error } {
  try {
    return loadStateFile(file)
  } catch (cause) {
    return { refusal: unusable(file, cause) }
  }
}

/** Lets this thread's hold on the file go only when the other one is ready to take it. */
async function handOver(file: string, writer: Writer, { revision, letGo }: LoadedState): Promise<void> {
  try {
    await writer.started
    letGo()
    await writer.ask({ act: 'open', revision })
  } catch (cause) {
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
