/** Follows the file that lists Pod Identity associations, also where it is mounted from a ConfigMap. */
import { readFileSync, watch, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'
import { keyOf, readPodIdentities } from './pod-identities.ts'

export interface PodIdentitySource {
  readonly has: (namespace: string, name: string) => boolean
  readonly size: () => number
  /** Undefined when the list is known. */
  readonly notReadyBecause: () => string | undefined
}

export interface PodIdentityNeeds {
  readonly file: string
  readonly signal: AbortSignal
  /** A file that was never good is taken for an empty one. */
  readonly upstreamCompatible: boolean
  readonly onProblem: (message: string) => void
  /** How often the file is looked at though nobody said that it changed. */
  readonly lookEvery?: number
}

const shortestRetry = 10
const longestRetry = 5 * 60_000

/**
 * The kubelet swaps a link in the directory, so that the file changes and no event ever bears its name: every event of
 * the directory leads to a look. Some file systems tell of nothing, so there is one from time to time as well.
 */
export function followPodIdentities(needs: PodIdentityNeeds): PodIdentitySource {
  const { file, signal, upstreamCompatible, onProblem, lookEvery = 10_000 } = needs
  let keys: ReadonlySet<string> = new Set()
  let pending: string | undefined = `\`${file}\` is not read yet`
  let seen: string | undefined
  let failures = 0
  let retry: NodeJS.Timeout | undefined

  const fail = (problem: string): void => {
    clearTimeout(retry)
    if (failures === 0) onProblem(`\`${file}\` is left as it was: ${problem}`)
    if (pending !== undefined)
      pending = upstreamCompatible ? undefined : `\`${file}\` cannot be read: ${problem}`
    // Most often it is being written just now.
    retry = setTimeout(look, Math.min(longestRetry, shortestRetry * 2 ** failures++)).unref()
  }
  const look = (): void => {
    if (signal.aborted) return
    let text: string
    try {
      text = readIfPresent(file)
    } catch (error) {
      fail((error as Error).message)
      return
    }
    if (text === seen) return
    const read = readPodIdentities(text)
    if (!read.ok) {
      fail(read.problem)
      return
    }
    clearTimeout(retry)
    for (const problem of read.problems) onProblem(`\`${file}\`: ${problem}`)
    ;[seen, keys, pending, failures] = [text, read.keys, undefined, 0]
  }

  look()
  const watcher = watchDirectory(dirname(file), look)
  const timer = setInterval(look, lookEvery).unref()
  signal.addEventListener(
    'abort',
    () => {
      watcher?.close()
      clearInterval(timer)
      clearTimeout(retry)
    },
    { once: true },
  )
  return {
    has: (namespace, name) => keys.has(keyOf(namespace, name)),
    size: () => keys.size,
    notReadyBecause: () => pending,
  }
}

/** A file that is not there lists nobody. */
function readIfPresent(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function watchDirectory(directory: string, look: () => void): FSWatcher | undefined {
  try {
    return watch(directory, { persistent: false }, look).on('error', () => undefined)
  } catch {
    return undefined
  }
}
