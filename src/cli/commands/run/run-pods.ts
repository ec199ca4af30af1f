/** Runs pods at the same time until all have ended; signals reach their processes. */
import { textOf, valueAt, type JsonObject, type KubernetesClient } from '../../../kubernetes/api/index.ts'
import { forwardSignals, runPod, type Launched } from '../../../kubernetes/node/index.ts'
import { Failure } from '../../failure.ts'
import { removePod } from './create-objects.ts'
import type { Surroundings } from './surroundings.ts'

export interface PodsToRun {
  readonly client: KubernetesClient
  readonly pods: readonly JsonObject[]
  readonly surroundings: Surroundings
  readonly isolation?: 'namespace' | 'rewritten'
  readonly say: (text: string) => void
}

/** The first exit code that is not 0, in the order of the pods. */
export async function runPods({ client, pods, surroundings, isolation, say }: PodsToRun): Promise<number> {
  const running = new Set<Launched>()
  const stopForwarding = forwardSignals({
    source: process,
    targets: () => [...running],
    onTerminal: process.stdin.isTTY,
  })
  const onLaunch = (launched: Launched): void => {
    running.add(launched)
    void launched.exited.finally(() => running.delete(launched))
  }
  try {
    const codes = await Promise.all(
      pods.map(async (pod) => {
        const ended = await runPod(
          { client, now: Date.now, env: surroundings.env, isolation, say, onLaunch },
          pod,
        )
        if (!ended.ok || wasNamedHere(pod)) await removePod(client, pod)
        if (!ended.ok) throw new Failure(ended.problem)
        return ended.value
      }),
    )
    return codes.find((code) => code !== 0) ?? 0
  } finally {
    stopForwarding()
  }
}

/** Nobody will ask for a pod whose name was drawn for this run. */
const wasNamedHere = (pod: JsonObject): boolean =>
  textOf(valueAt(pod, 'metadata', 'generateName')) === 'podpass-run-'
