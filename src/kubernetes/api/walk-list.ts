/** Goes through a list page by page, handing on each object and keeping none. */
import type { KubernetesClient } from './client.ts'
import { isObject, listOf, textOf, valueAt, type JsonObject } from './json.ts'
import { sleep } from './sleep.ts'
import type { ApiProblem } from './status.ts'

export interface WalkOptions {
  readonly path: string
  /** Selectors. */
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly pageSize?: number
  readonly signal: AbortSignal
  readonly onItem: (object: JsonObject) => Promise<void> | void
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const mostRetries = 4

/**
 * The problem that ended it before the end, if any. Between two pages the snapshot may be compacted away; the list is
 * then taken from its start, and what has been handed on is passed over, which needs the server to list by namespace
 * and name, as Kubernetes does.
 */
export async function walkList(
  client: Pick<KubernetesClient, 'request'>,
  options: WalkOptions,
): Promise<ApiProblem | undefined> {
  const { path, query, pageSize = 500, signal, onItem, wait = sleep } = options
  let next: string | undefined
  let last = ''
  let passedOver = ''
  let isSorted = true
  let failures = 0
  while (!signal.aborted) {
    const limit = String(pageSize)
    const page = await client.request('GET', path, { query: { ...query, limit, continue: next }, signal })
    if (!page.ok) {
      const { code, retryAfter = 0 } = page.problem
      const isPassing = code === 0 || (code === 410 && isSorted) || code === 429 || code >= 500
      if (!isPassing || signal.aborted || failures++ >= mostRetries) return page.problem
      if (code === 410) [next, passedOver] = [undefined, last]
      else await wait(Math.max(retryAfter * 1000, 250 * 2 ** failures), signal)
      continue
    }
    failures = 0
    for (const item of listOf(page.value['items'])) {
      if (!isObject(item)) continue
      const key = keyOf(item)
      if (key <= passedOver) continue
      if (key < last) isSorted = false
      last = key
      await onItem(item)
      if (signal.aborted) return ended
    }
    next = textOf(valueAt(page.value, 'metadata', 'continue')) || undefined
    if (next === undefined) return undefined
  }
  return ended
}

const ended: ApiProblem = { code: 0, reason: 'Aborted', message: 'the list was not read to its end' }

const keyOf = (object: JsonObject): string =>
  ['namespace', 'name'].map((each) => textOf(valueAt(object, 'metadata', each)) ?? '').join('/')
