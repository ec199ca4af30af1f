/** GET with watch=true: changes as they come, one JSON object a line. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { Change, Unsubscribe } from '../../../store/index.ts'
import { Compacted } from '../../../store/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { expired } from '../api-error.ts'
import type { Call } from '../call.ts'
import { flagOf } from '../kubelet/read-flags.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { prefixOf, present } from '../objects/objects.ts'
import { represent } from '../output/answer.ts'
import { apiVersionOf, qualified } from '../resources/resource.ts'
import type { Selector } from '../selectors/selectors.ts'
import type { Queue } from './watch-queue.ts'
import { createQueue } from './watch-queue.ts'
import { checkListOptions, numberOf, resourceVersionOf, selectorOf } from './select.ts'

const bookmarkInterval = 60_000
/** kube-apiserver ends a watch after 30 to 60 minutes of its own accord. */
const longestWatch = 45 * 60

export function watch(asked: Call): HttpResponse {
  // One object by its path is watched as a list of one is.
  const call = asked.name === '' ? asked : byName(asked)
  checkListOptions(call, true)
  const since = resourceVersionOf(call)
  const selector = selectorOf(call)
  const seconds = Math.max(0, numberOf(call.query, 'timeoutSeconds') ?? 0) || longestWatch
  const queue = createQueue(call.request.signal, {
    events: 10_000,
    bytes: 16 * 1024 * 1024,
    sizeOf: (event) => lineOf(event).length,
  })
  // From this moment on, not from when the client first reads.
  const stop = follow(call, since, selector, queue)
  const bookmarks = isTrue(call, 'allowWatchBookmarks')
  const timers = [
    setTimeout(() => queue.end(), Math.min(seconds, longestWatch) * 1000),
    ...(bookmarks ? [setInterval(() => queue.push([bookmark(call)]), bookmarkInterval)] : []),
  ]
  for (const timer of timers) timer.unref()
  queue.onEnd(() => {
    stop()
    for (const timer of timers) clearTimeout(timer)
  })
  return {
    status: 200,
    headers: { 'cache-control': 'no-cache, private', 'content-type': 'application/json' },
    body: write(call, queue, bookmarks),
  }
}

function byName(call: Call): Call {
  const query = new URLSearchParams(call.query)
  query.set('fieldSelector', `metadata.name=${call.name}`)
  return { ...call, query }
}

async function* write(call: Call, queue: Queue, bookmarks: boolean): AsyncGenerator<Uint8Array> {
  // Of tables, the first alone names its columns.
  let first = true
  const line = (event: JsonObject): Uint8Array => {
    const { type, object } = event
    if (call.representation.kind === 'object') return lineOf(event)
    const shown = type === 'ERROR' ? object : represent(call, object as JsonObject, first)
    first = false
    return Buffer.from(`${JSON.stringify({ type, object: shown })}\n`)
  }
  try {
    for await (const event of queue.events) yield line(event)
    if (bookmarks && !call.request.signal.aborted) yield line(bookmark(call))
  } finally {
    queue.end()
  }
}

const lines = new WeakMap<JsonObject, Uint8Array>()

/** Written once, however many watch; kept no longer than somebody still has to read it. */
function lineOf(event: JsonObject): Uint8Array {
  const known = lines.get(event)
  if (known !== undefined) return known
  const line = Buffer.from(`${JSON.stringify(event)}\n`)
  lines.set(event, line)
  return line
}

const isTrue = ({ query }: Call, name: string): boolean => flagOf(query, name)

/** First what is there, if the client has seen nothing yet, then what changes. */
function follow(call: Call, since: number | undefined, selector: Selector, queue: Queue): Unsubscribe {
  const { needs, resource, namespace } = call
  const prefix = prefixOf(needs.cluster, qualified(resource), namespace)
  const { revision } = needs.store
  if (since === undefined || isTrue(call, 'sendInitialEvents')) {
    for (const entry of needs.store.list<KubernetesObject>(prefix))
      if (selector(entry.value))
        queue.begin({ type: 'ADDED', object: present(resource, entry.value, entry.revision) })
    if (isTrue(call, 'sendInitialEvents'))
      queue.begin(bookmark(call, { annotations: { 'k8s.io/initial-events-end': 'true' } }))
  }
  const from = isTrue(call, 'sendInitialEvents') ? revision : (since ?? revision)
  try {
    return needs.store.watch(prefix, from, (changes) => {
      const events = (changes as readonly Change<KubernetesObject>[]).flatMap((change) => {
        const event = eventOf(change, selector)
        return event === undefined ? [] : [event]
      })
      queue.push(events.map((event, index) => shareEvent(call, event, index === events.length - 1)))
    })
  } catch (error) {
    if (!(error instanceof Compacted)) throw error
    queue.push([{ type: 'ERROR', object: expired(String(from), error.oldestRevision).status }])
    queue.end()
    return () => undefined
  }
}

/** Seen through a selector, an object that begins to match is added and one that ceases to is deleted. */
function eventOf(change: Change<KubernetesObject>, selector: Selector): Happened | undefined {
  const { value, previous, revision } = change
  const was = previous !== undefined && selector(previous)
  const is = change.type === 'put' && selector(value)
  if (!was && !is) return undefined
  const type = is ? (was ? 'MODIFIED' : 'ADDED') : 'DELETED'
  return { type, object: is ? value : (previous ?? value), revision }
}

interface Happened {
  readonly type: string
  readonly object: KubernetesObject
  readonly revision: number
}

let latest: (Happened & { readonly event: JsonObject }) | undefined

/** All who watch are told of a change one after the other, so that the last event is often the one that is wanted. */
function shareEvent({ resource }: Call, happened: Happened, isLast: boolean): JsonObject {
  const { type, object } = happened
  // Of things that go at once, whoever resumes before the last must be told of all again.
  const revision = isLast || type !== 'DELETED' ? happened.revision : happened.revision - 1
  if (latest?.object === object && latest.revision === revision && latest.type === type) return latest.event
  const event = { type, object: present(resource, object, revision) }
  latest = { type, object, revision, event }
  return event
}

function bookmark({ needs, resource }: Call, metadata: JsonObject = {}): JsonObject {
  const object = {
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: { resourceVersion: String(needs.store.revision), ...metadata },
  }
  return { type: 'BOOKMARK', object }
}
