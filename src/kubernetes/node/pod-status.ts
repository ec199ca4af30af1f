/** Tells the API server how a pod fares, where it takes such reports. */
import type { Clock } from '../../kit/index.ts'
import type { JsonObject, KubernetesClient } from '../api/index.ts'
import { pathOf, textOf, valueAt } from '../api/index.ts'

export interface ContainerState {
  readonly name: string
  readonly image: string
  readonly startedAt: number
  readonly exitCode?: number
  readonly finishedAt?: number
}

export interface StatusReporter {
  readonly report: (
    phase: 'Running' | 'Succeeded' | 'Failed',
    containers: readonly ContainerState[],
  ) => Promise<void>
}

/** A server that refuses a report (it may have no such path, or the pod may be gone) is not told off for it. */
export function createStatusReporter(client: KubernetesClient, pod: JsonObject, now: Clock): StatusReporter {
  const namespace = textOf(valueAt(pod, 'metadata', 'namespace')) ?? ''
  const name = textOf(valueAt(pod, 'metadata', 'name')) ?? ''
  const path = pathOf('pods', namespace, name, 'status')
  const startTime = timeOf(now())
  return {
    report: async (phase, containers) => {
      const containerStatuses = containers.map((container) => statusOf(container))
      await client.patch(path, {
        status: { phase, startTime, hostIP: '127.0.0.1', podIP: '127.0.0.1', containerStatuses },
      })
    },
  }
}

function statusOf({ name, image, startedAt, exitCode, finishedAt }: ContainerState): JsonObject {
  const ended = exitCode !== undefined
  const state = ended
    ? {
        terminated: {
          exitCode,
          reason: exitCode === 0 ? 'Completed' : 'Error',
          startedAt: timeOf(startedAt),
          finishedAt: timeOf(finishedAt ?? startedAt),
        },
      }
    : { running: { startedAt: timeOf(startedAt) } }
  return { name, image, imageID: '', ready: !ended, started: !ended, restartCount: 0, lastState: {}, state }
}

const timeOf = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
