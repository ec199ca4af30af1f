/** Plays the kubelet for pods that no node runs: says that they are ready, as controllers wait for it. */
import { isObject, listOf, pathOf, textOf, valueAt } from '../../../src/kubernetes/api/index.ts'
import type { Cluster } from './with-cluster.ts'

/** Until it is stopped. */
export function playKubelet(
  { client }: Pick<Cluster, 'client'>,
  namespaces: readonly string[],
): { readonly stop: () => Promise<void> } {
  const ending = new AbortController()
  const playing = (async () => {
    while (!ending.signal.aborted) {
      for (const namespace of namespaces) {
        const list = await client.get(pathOf('pods', namespace))
        if (!list.ok) continue
        for (const pod of listOf(list.value['items']).filter(isObject)) {
          if (valueAt(pod, 'status', 'phase') === 'Running') continue
          const name = textOf(valueAt(pod, 'metadata', 'name')) ?? ''
          const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
          const ready = { type: 'Ready', status: 'True', lastTransitionTime: now }
          await client.patch(pathOf('pods', namespace, name, 'status'), {
            status: { phase: 'Running', conditions: [ready] },
          })
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })()
  return {
    stop: () => {
      ending.abort()
      return playing
    },
  }
}
