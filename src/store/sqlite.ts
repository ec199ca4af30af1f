/** A store whose state is a SQLite file: read from memory, written by a thread in which many writes share one commit. */
import { createEngine } from './engine.ts'
import { startWriter } from './sqlite-writer.ts'
import { loadStateFile, unusable } from './sqlite-file.ts'
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
  try {
    const state = loadStateFile(file)
    await writer.ask({ act: 'open', revision: state.revision })
    return createEngine({
      ...state,
      historyLimit,
      onFault,
      commit: (writes, revision) =>
        writer.ask({
          act: 'commit',
          revision,
          rows: writes.map((write) => ({
            key: write.key,
            value: write.text,
            createRevision: write.createRevision,
            revision: write.revision,
          })),
        }),
      release: () => writer.close(),
    })
  } catch (cause) {
    await writer.close()
    throw unusable(file, cause)
  }
}
