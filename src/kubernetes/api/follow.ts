/** Follows a list of objects: takes it whole, then watches, and carries on where it was after any break. */
import type { KubernetesClient } from './client.ts'
import type { JsonObject } from './json.ts'
import { listPages } from './list-pages.ts'
import { sleep } from './sleep.ts'
import type { ApiProblem } from './status.ts'
import { watchStream, type WatchOutcome } from './watch-stream.ts'

export interface FollowOptions<Kept = JsonObject> {
  readonly path: string
  /** Selectors. */
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** What is kept of an object, so that a long list need not be held whole; the object itself when left out. */
  readonly pick?: (object: JsonObject) => Kept
  /** Reads a line of the watch in a lighter way, where it can. */
  readonly skim?: (line: string) => SkimmedEvent<Kept> | undefined
  /** The whole list as it stands, at the start and whenever changes have been missed. */
  readonly onList: (items: readonly Kept[], version: string) => void
  readonly onChange: (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Kept, version: string) => void
  /** All changes up to this version have been told. */
  readonly onProgress?: (version: string) => void
  /** A refusal or a break, after which it goes on by itself. */
  readonly onProblem?: (problem: ApiProblem) => void
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** A number from 0 up to 1, which keeps many clients from coming back at once. */
  readonly chance?: () => number
}

export interface SkimmedEvent<Kept> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** `namespace/name`. */
  readonly key: string
  readonly kept: Kept
  readonly version: string
}

const shortestWait = 500
const longestWait = 30_000

/** Resolves when the signal is aborted. */
export async function follow<Kept = JsonObject>(
  client: KubernetesClient,
  options: FollowOptions<Kept>,
): Promise<void> {
  const { signal, wait = sleep, chance = Math.random } = options
  let failures = 0
  let version: string | undefined
  let streams = true
  while (!signal.aborted) {
    const outcome: WatchOutcome =
      version !== undefined || streams
        ? await watchStream(client, options, version)
        : await listPages(client, options)
    if (signal.aborted) return
    if (outcome.unserved === true) {
      streams = false
      continue
    }
    const watched = version !== undefined
    version = outcome.version
    if (outcome.problem === undefined) {
      failures = 0
      // A server that ends every watch at once is not to be asked in a circle.
      if (watched) await wait(shortestWait * (0.5 + chance() / 2), signal)
      continue
    }
    options.onProblem?.(outcome.problem)
    if (outcome.listed === true) failures = 0
    await wait(pauseAfter(outcome.problem, failures++) * (0.5 + chance() / 2), signal)
  }
}

/** What has expired is read anew at once: until then changes are missed. */
function pauseAfter({ code, retryAfter = 0 }: ApiProblem, failures: number): number {
  if (code === 410 && failures === 0) return 0
  return Math.max(retryAfter * 2000, Math.min(longestWait, shortestWait * 2 ** failures))
}
