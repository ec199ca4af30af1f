/**
 * A store whose state is a SQLite file, written by a thread in which many writes share one commit. A small one is read
 * into memory as it is opened; of a large one only what is asked for is read, so that its size costs no start.
 */
import { watchForDamage, type DamageWatch } from './damage-watch.ts'
import { createEngine, type Commit } from './engine.ts'
import { loadStateFile, unusable, type LoadedState, type Sizes } from './sqlite-file.ts'
import { startWriter, type Writer } from './sqlite-writer.ts'
import { UnusableState, type Store } from './store.ts'

export interface SqliteStoreFacts extends Partial<Sizes> {
  /** Made with mode 0600 if it is not there; its directory must be. */
  readonly file: string
  /** So many of the latest changes are kept for watchers at least; 10,000 when absent. */
  readonly historyLimit?: number
  readonly onFault?: (fault: unknown) => void
  /** When to look whether a large file is damaged, which the start does not wait for. Milliseconds; 2,000 when absent. */
  readonly checkAfter?: number
}

/** Reading eight megabytes takes less time than the rest of a start. */
const usual: Sizes = { wholeUpTo: 8 * 1024 * 1024, cacheSize: 16 * 1024 * 1024 }

const warn = (fault: unknown): void => process.emitWarning(fault instanceof Error ? fault : String(fault))

/** Opens the file for this process alone. Rejects with UnusableState, and then nothing is changed on disk. */
export async function openSqliteStore(facts: SqliteStoreFacts): Promise<Store> {
  const { file, historyLimit, onFault = warn } = facts
  const { revision: found, state, whole, letGo } = load(file, { ...usual, ...facts })
  const watch = whole
    ? unwatched
    : watchForDamage(file, (what) => onFault(damaged(file, what)), facts.checkAfter)
  let writing: Promise<Writer> | undefined
  return createEngine({
    revision: found,
    state,
    historyLimit,
    onFault,
    commit: async (writes, revision) => {
      const damage = watch.damage()
      if (damage !== undefined) throw damaged(file, damage)
      // Its thread is half of what a start costs, and most starts write nothing.
      const writer = await (writing ??= handOver(file, found, whole ? letGo : undefined))
      await writer.ask(commitOf(writes, revision))
    },
    release: async () => {
      await watch.stop()
      const writer = await writing?.catch(() => undefined)
      await writer?.ask({ act: 'close' })
      await writer?.stop()
      letGo()
    },
  })
}

const unwatched: DamageWatch = { damage: () => undefined, stop: () => Promise.resolve() }

const damaged = (file: string, what: string): UnusableState =>
  new UnusableState(`state file \`${file}\` is damaged: ${what}; nothing more is written to it`)

function load(file: string, sizes: Sizes): LoadedState {
  try {
    return loadStateFile(file, sizes)
  } catch (cause) {
    throw unusable(file, cause)
  }
}

/** Lets this thread's hold on the file go, where nobody else may have one, only when the other thread is ready to take it. */
async function handOver(file: string, revision: number, letGo: (() => void) | undefined): Promise<Writer> {
  const writer = startWriter(file)
  try {
    await writer.started
    letGo?.()
    await writer.ask({ act: 'open', revision, alone: letGo !== undefined })
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
