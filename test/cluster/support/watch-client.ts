/** A client that keeps up with a resource as client-go's reflector does: list, watch, resume, list anew when its version has expired. */
import { listOf, objectOf, textOf, valueAt, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import type { KubernetesClient } from '../../../src/kubernetes/api/index.ts'

export interface Event {
  readonly type: string
  readonly object: JsonObject
}

/** Reads events until so many have come, one fits, or the stream ends. */
export async function readEvents(
  client: KubernetesClient,
  path: string,
  query: Readonly<Record<string, string>>,
  isEnough: (events: readonly Event[]) => boolean,
): Promise<readonly Event[]> {
  const ending = new AbortController()
  const opened = await client.open(path, { query: { watch: 'true', ...query }, signal: ending.signal })
  const events: Event[] = opened.ok ? [] : [{ type: 'ERROR', object: { ...opened.problem } }]
  if (!opened.ok) {
    isEnough(events)
    return events
  }
  try {
    for await (const lines of opened.stream.lines) {
      for (const line of lines) {
        const event = objectOf(JSON.parse(line))
        events.push({ type: textOf(event['type']) ?? '', object: objectOf(event['object']) })
        if (isEnough(events)) return events
      }
    }
    return events
  } finally {
    opened.stream.close()
    ending.abort()
  }
}

export const versionOf = (object: unknown): string =>
  textOf(valueAt(object, 'metadata', 'resourceVersion')) ?? ''

export const nameOf = (object: unknown): string => textOf(valueAt(object, 'metadata', 'name')) ?? ''

export interface Reflector {
  /** What is there, by name, with its version. */
  readonly known: ReadonlyMap<string, string>
  readonly lists: number
  readonly version: string
  /** Watches from the version that was seen last until `isEnough`; lists first, and again where that has expired. */
  readonly follow: (isEnough: (known: ReadonlyMap<string, string>) => boolean) => Promise<void>
}

export function createReflector(
  client: KubernetesClient,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Reflector {
  const known = new Map<string, string>()
  let [version, lists] = ['', 0]
  const list = async (): Promise<void> => {
    lists++
    const answer = await client.request('GET', path, { query })
    if (!answer.ok) throw new Error(answer.problem.message)
    known.clear()
    for (const item of listOf(valueAt(answer.value, 'items'))) known.set(nameOf(item), versionOf(item))
    version = versionOf(answer.value)
  }
  const apply = ({ type, object }: Event): void => {
    if (type === 'ERROR') {
      if (valueAt(object, 'code') !== 410) throw new Error(JSON.stringify(object))
      version = ''
      return
    }
    if (type === 'DELETED') known.delete(nameOf(object))
    else if (type !== 'BOOKMARK') known.set(nameOf(object), versionOf(object))
    version = versionOf(object)
  }
  return {
    known,
    get lists() {
      return lists
    },
    get version() {
      return version
    },
    follow: async (isEnough) => {
      for (let round = 0; round < 20; round++) {
        if (version === '') await list()
        if (isEnough(known)) return
        let applied = 0
        const asked = { ...query, allowWatchBookmarks: 'true', resourceVersion: version, timeoutSeconds: '5' }
        await readEvents(client, path, asked, (events) => {
          for (; applied < events.length; applied++) apply(events[applied]!)
          return version === '' || isEnough(known)
        })
        if (version !== '' && isEnough(known)) return
      }
      throw new Error('what was waited for did not come')
    },
  }
}
