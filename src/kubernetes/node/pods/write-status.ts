/** Sends a pod's status to the API server: the newest one only, again when it is refused, and the pod's removal at the end. */
import { equalJson, pathOf, type JsonObject } from '../../api/index.ts'
import type { NodeNeeds } from '../needs.ts'
import { podTitle, type Pod } from './read-pod.ts'

export interface StatusWriter {
  write(status: JsonObject): void
  /** Resolves when the newest has been taken, or the pod is gone. */
  finish(): Promise<void>
  /** Completes a deletion that waits for this node. */
  remove(): Promise<void>
}

const attempts = 8

export function createStatusWriter({ client, say, after }: NodeNeeds, pod: () => Pod): StatusWriter {
  let wanted: JsonObject | undefined
  let sent: JsonObject | undefined
  let sending: Promise<void> | undefined

  const send = async (): Promise<void> => {
    for (let failures = 0; wanted !== undefined && failures < attempts;) {
      const status = wanted
      wanted = undefined
      if (sent !== undefined && equalJson(sent, status)) continue
      const { namespace, name, uid } = pod()
      const answer = await client.patch(pathOf('pods', namespace, name, 'status'), {
        metadata: { uid },
        status,
      })
      if (answer.ok) sent = status
      else if (answer.problem.code === 404 || answer.problem.code === 409) return
      else {
        failures++
        wanted ??= status
        say(`status of pod ${podTitle(pod())} is not taken: ${answer.problem.message}`)
        await new Promise<void>((resolve) => void after(Math.min(10_000, 250 * 2 ** failures), resolve))
      }
    }
  }

  const start = (): void => {
    sending ??= send().finally(() => {
      sending = undefined
      if (wanted !== undefined) start()
    })
  }

  return {
    write: (status) => {
      wanted = status
      start()
    },
    finish: async () => {
      await sending
      // What was written meanwhile is sent too.
      if (wanted !== undefined) await send()
    },
    remove: async () => {
      const { namespace, name, uid } = pod()
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, preconditions: { uid } }
      const answer = await client.request('DELETE', pathOf('pods', namespace, name), { body })
      if (!answer.ok && answer.problem.code !== 404 && answer.problem.code !== 409)
        say(`pod ${podTitle(pod())} is not removed: ${answer.problem.message}`)
    },
  }
}
