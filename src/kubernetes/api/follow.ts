/** Follows a list of objects: reads it whole, then watches, and carries on where it was after any break. */
import type { KubernetesClient } from './client.ts'
import type { JsonObject } from './json.ts'
import { isObject, listOf, textOf, valueAt } from './json.ts'
import type { ApiProblem } from './status.ts'
import { problemOf } from './status.ts'

export interface FollowOptions {
  readonly path: string
  /** Selectors. */
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** The whole list as it stands, at the start and whenever changes have been missed. */
  readonly onList: (items: readonly JsonObject[]) => void
  readonly onChange: (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: JsonObject) => void
  /** A refusal or a break, after which it goes on by itself. */
  readonly onProblem?: (problem: ApiProblem) => void
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** A number from 0 up to 1, which keeps many clients from coming back at once. */
  readonly chance?: () => number
}

const pageSize = 500
/** Well below the half hour after which servers end a watch, and short enough to notice a dead connection. */
const watchSeconds = 290
const shortestWait = 500
const longestWait = 30_000

/** Resolves when the signal is aborted. */
export async function follow(client: KubernetesClient, options: FollowOptions): Promise<void> {
  const { signal, wait = sleep, chance = () => 1 } = options
  let failures = 0
  let version: string | undefined
  while (!signal.aborted) {
    const outcome =
      version === undefined ? await readAll(client, options) : await watch(client, options, version)
    if (signal.aborted) return
    const watched = version !== undefined
    version = outcome.version
    if (outcome.problem === undefined) {
      failures = 0
      // A server that ends every watch at once is not to be asked in a circle.
      if (watched) await wait(shortestWait, signal)
      continue
    }
    options.onProblem?.(outcome.problem)
    const pause = Math.min(longestWait, shortestWait * 2 ** failures++)
    await wait(pause * (0.5 + chance() / 2), signal)
  }
}

interface Outcome {
  /** Where to watch from next; undefined when the list has to be read. */
  readonly version?: string
  readonly problem?: ApiProblem
}

async function readAll(
  client: KubernetesClient,
  { path, query, signal, onList }: FollowOptions,
): Promise<Outcome> {
  const items: JsonObject[] = []
  let next: string | undefined
  let version: string | undefined
  do {
    const page = await client.request('GET', path, {
      query: { ...query, limit: String(pageSize), continue: next },
      signal,
    })
    if (!page.ok) return { problem: page.problem }
    items.push(...listOf(page.value['items']).filter(isObject))
    version ??= textOf(valueAt(page.value, 'metadata', 'resourceVersion'))
    next = textOf(valueAt(page.value, 'metadata', 'continue')) || undefined
  } while (next !== undefined)
  onList(items)
  return { version }
}

async function watch(client: KubernetesClient, options: FollowOptions, since: string): Promise<Outcome> {
  const { path, query, signal, onChange } = options
  let version = since
  const opened = await client.open(path, {
    query: {
      ...query,
      watch: 'true',
      resourceVersion: since,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(watchSeconds),
    },
    signal,
  })
  if (!opened.ok)
    return opened.problem.code === 410 || opened.problem.code === 504
      ? { problem: opened.problem }
      : { version, problem: opened.problem }
  // A server that has gone without a word never ends the watch that it promised to end.
  const dead = setTimeout(() => opened.stream.close(), (watchSeconds + 30) * 1000)
  dead.unref()
  try {
    for await (const line of opened.stream.lines) {
      const event: unknown = JSON.parse(line)
      const [type, object] = [valueAt(event, 'type'), valueAt(event, 'object')]
      if (type === 'ERROR' || !isObject(object)) {
        const problem = problemOf(Number(valueAt(object, 'code')) || 0, object, 'an error in the watch')
        return problem.code === 410 ? { problem } : { version, problem }
      }
      version = textOf(valueAt(object, 'metadata', 'resourceVersion')) ?? version
      if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') onChange(type, object)
    }
    return { version }
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown error'
    return {
      version,
      problem: { code: 0, reason: 'Unreachable', message: `the watch broke off: ${message}` },
    }
  } finally {
    clearTimeout(dead)
    opened.stream.close()
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
  })
}
