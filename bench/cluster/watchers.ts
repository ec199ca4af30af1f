/** Those who watch while others write: each counts what it is told. */
import type { KubernetesClient } from '../../src/kubernetes/api/index.ts'

export interface Watchers {
  /** Until each has been told of so many changes. */
  readonly haveSeen: (changes: number) => Promise<void>
  close(): void
}

export async function openWatchers(client: KubernetesClient, path: string, count: number): Promise<Watchers> {
  const ending = new AbortController()
  const seen = Array.from({ length: count }, () => 0)
  const query = { watch: 'true', resourceVersion: '0' }
  const streams = await Promise.all(
    seen.map(async (_, index) => {
      const opened = await client.open(path, { query, signal: ending.signal })
      if (!opened.ok) throw new Error(opened.problem.message)
      void (async () => {
        for await (const lines of opened.stream.lines) seen[index]! += lines.length
      })().catch(() => undefined)
      return opened.stream
    }),
  )
  return {
    haveSeen: async (changes) => {
      const deadline = performance.now() + 60_000
      while (seen.some((number) => number < changes)) {
        if (performance.now() > deadline) throw new Error(`a watcher saw ${Math.min(...seen)} of ${changes}`)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    },
    close: () => {
      for (const stream of streams) stream.close()
      ending.abort()
    },
  }
}
