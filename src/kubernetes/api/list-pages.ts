/** Takes a list whole, page by page, as servers without streaming lists need it. */
import type { KubernetesClient } from './client.ts'
import type { FollowOptions } from './follow.ts'
import { isObject, listOf, textOf, valueAt, type JsonObject } from './json.ts'
import type { WatchOutcome } from './watch-stream.ts'

const pageSize = 500

export async function listPages<Kept>(
  client: KubernetesClient,
  options: FollowOptions<Kept>,
): Promise<WatchOutcome> {
  const { path, query, signal, onList, pick = asItIs<Kept> } = options
  let items: Kept[] = []
  let limit: string | undefined = String(pageSize)
  let next: string | undefined
  let version: string | undefined
  do {
    const page = await client.request('GET', path, { query: { ...query, limit, continue: next }, signal })
    if (!page.ok) {
      if (page.problem.code !== 410 || next === undefined) return { problem: page.problem }
      // The snapshot was compacted away between two pages; one answer without pages cannot be.
      items = []
      limit = next = version = undefined
      continue
    }
    for (const item of listOf(page.value['items'])) if (isObject(item)) items.push(pick(item))
    version ??= textOf(valueAt(page.value, 'metadata', 'resourceVersion'))
    next = textOf(valueAt(page.value, 'metadata', 'continue')) || undefined
  } while (next !== undefined || version === undefined)
  onList(items, version)
  options.onProgress?.(version)
  return { version, listed: true }
}

/** Who gives no `pick` asked for the objects themselves. */
export const asItIs = <Kept>(object: JsonObject): Kept => object as Kept
