/** One question to the API server for one ServiceAccount, repeated while there is time and the failure may pass. */
import type { JsonObject, KubernetesClient } from '../../api/index.ts'
import { pathOf } from '../../api/index.ts'

export interface AskNeeds {
  readonly client: KubernetesClient
  /** Milliseconds that only go forward. */
  readonly now: () => number
}

const attempts = 4
/** One answer may be lost with its connection, and the next attempt must still have time. */
const longestAttempt = 3000
const firstPause = 50

/** Undefined when there is no such account; rejects when that cannot be told before the deadline. */
export async function askForAccount(
  { client, now }: AskNeeds,
  key: string,
  deadline: number,
): Promise<JsonObject | undefined> {
  const [namespace, name] = key.split('/')
  for (let attempt = 1; ; attempt++) {
    const timeout = Math.max(1, Math.ceil(Math.min(longestAttempt, deadline - now())))
    const answer = await client.request('GET', pathOf('serviceaccounts', namespace, name), { timeout })
    if (answer.ok) return answer.value
    const { code, message } = answer.problem
    if (code === 404) return undefined
    const pause = firstPause * 3 ** (attempt - 1)
    const mayPass = code === 0 || code === 429 || code >= 500
    if (!mayPass || attempt === attempts || now() + pause >= deadline) throw new Error(message)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
