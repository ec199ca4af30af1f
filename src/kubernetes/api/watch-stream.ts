/** One watch: from a version on, or beginning with the whole list where the server streams lists. */
import type { KubernetesClient, OpenStream } from './client.ts'
import type { FollowOptions, SkimmedEvent } from './follow.ts'
import { isObject, memberOf, textOf, valueAt, type JsonObject } from './json.ts'
import { asItIs } from './list-pages.ts'
import type { ApiProblem } from './status.ts'
import { problemOf } from './status.ts'

export interface WatchOutcome {
  /** Where to watch from next; undefined when the list has to be taken anew. */
  readonly version?: string
  readonly problem?: ApiProblem
  /** The list was taken on the way. */
  readonly listed?: boolean
  /** The server does not stream lists. */
  readonly unserved?: boolean
}

/** Well below the half hour after which servers end a watch. */
const watchSeconds = 290
/** A server with bookmarks sends one a minute, so silence for longer means that nobody is there any more. */
const silenceLimit = 150_000
/** A server that knows nothing of streaming lists may take the request for a plain watch and never end the list. */
const listSilenceLimit = 10_000

export async function watchStream<Kept>(
  client: KubernetesClient,
  options: FollowOptions<Kept>,
  since: string | undefined,
): Promise<WatchOutcome> {
  const { chance = Math.random } = options
  const opened = await client.open(options.path, {
    query: {
      ...options.query,
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(Math.round(watchSeconds * (0.75 + chance() / 4))),
      ...(since === undefined
        ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
        : { resourceVersion: since }),
    },
    signal: options.signal,
  })
  if (opened.ok) return readStream(opened.stream, options, since)
  const { problem } = opened
  if (since === undefined) return [400, 422, 501].includes(problem.code) ? { unserved: true } : { problem }
  return problem.code === 410 || problem.code === 504 ? { problem } : { version: since, problem }
}

async function readStream<Kept>(
  stream: OpenStream,
  options: FollowOptions<Kept>,
  since: string | undefined,
): Promise<WatchOutcome> {
  const { onChange, onProgress } = options
  let listed: Map<string, Kept> | undefined = since === undefined ? new Map() : undefined
  const wasListed = (): { listed?: boolean } =>
    since === undefined && listed === undefined ? { listed: true } : {}
  let version = since
  let silent = false
  const close = (): void => {
    silent = true
    stream.close()
  }
  // A server that has gone without a word never ends the watch that it promised to end.
  const dead = setTimeout(close, (watchSeconds + 30) * 1000).unref()
  let silence = listed && setTimeout(close, listSilenceLimit).unref()
  try {
    for await (const lines of stream.lines) {
      silence?.refresh()
      for (const line of lines) {
        if (line === '') continue
        const event = readEvent(line, options)
        if (event.type === 'ERROR') {
          const { problem } = event
          return problem.code === 410 ? { problem, ...wasListed() } : { version, problem, ...wasListed() }
        }
        const at = event.version ?? version ?? ''
        if (event.type === 'BOOKMARK') {
          if (listed === undefined) version = at
          else if (event.endsList) {
            options.onList([...listed.values()], at)
            listed = undefined
            version = at
          }
          clearTimeout(silence)
          silence = setTimeout(close, listed === undefined ? silenceLimit : listSilenceLimit).unref()
        } else if (listed === undefined) {
          onChange(event.type, event.kept, at)
          version = at
        } else if (event.type === 'DELETED') listed.delete(event.key)
        else listed.set(event.key, event.kept)
        if (version !== undefined) onProgress?.(version)
      }
    }
    return listed === undefined ? { version, ...wasListed() } : { unserved: true }
  } catch (error) {
    if (listed !== undefined && silent) return { unserved: true }
    const message = error instanceof Error ? error.message : 'unknown error'
    return { version, problem: brokeOff(message), ...wasListed() }
  } finally {
    clearTimeout(dead)
    clearTimeout(silence)
    stream.close()
  }
}

type WatchEvent<Kept> =
  | (Omit<SkimmedEvent<Kept>, 'version'> & { readonly version?: string })
  | { readonly type: 'BOOKMARK'; readonly version?: string; readonly endsList: boolean }
  | { readonly type: 'ERROR'; readonly problem: ApiProblem }

function readEvent<Kept>(line: string, { skim, pick = asItIs<Kept> }: FollowOptions<Kept>): WatchEvent<Kept> {
  const skimmed = skim?.(line)
  if (skimmed !== undefined) return skimmed
  const event: unknown = JSON.parse(line)
  const [type, object] = [memberOf(event, 'type'), memberOf(event, 'object')]
  if (type === 'ERROR' || !isObject(object))
    return {
      type: 'ERROR',
      problem: problemOf(Number(valueAt(object, 'code')) || 0, object, 'an error in the watch'),
    }
  const version = textOf(valueAt(object, 'metadata', 'resourceVersion'))
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED')
    return { type, key: keyOf(object), kept: pick(object), version }
  // What is of no known kind tells nothing but how far the watch is.
  return { type: 'BOOKMARK', version, endsList: type === 'BOOKMARK' && endsList(object) }
}

const endsList = (bookmark: JsonObject): boolean =>
  valueAt(bookmark, 'metadata', 'annotations', 'k8s.io/initial-events-end') === 'true'

const keyOf = (object: JsonObject): string =>
  `${String(valueAt(object, 'metadata', 'namespace'))}/${String(valueAt(object, 'metadata', 'name'))}`

const brokeOff = (message: string): ApiProblem => ({
  code: 0,
  reason: 'Unreachable',
  message: `the watch broke off: ${message}`,
})
