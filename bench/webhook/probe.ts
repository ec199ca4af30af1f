/** Watches a webhook from its start: when it is ready, when it first mutates, and what it answers wrongly until then. */
import { Agent, request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeReview } from '../support/review.ts'
import type { Cluster } from './cluster.ts'
import type { Program, Target } from './targets.ts'

export interface Start {
  readonly target: Target
  /** Milliseconds from the start of the process. */
  readonly ready: number
  readonly mutated: number
  /** Reviews answered without the change although it said that it is ready. */
  readonly wrong: number
}

/** With `asksEarly` reviews are sent from the first moment, as an API server does that knows nothing of readiness. */
export async function watchStart(program: Program, cluster: Cluster, asksEarly = false): Promise<Start> {
  const began = performance.now()
  const since = (): number => performance.now() - began
  const target = await program.start(cluster)
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: cluster.ca, servername: 'localhost' })
  // The last account that has a role: whoever knows it knows the others.
  const review = makeReview(Math.floor((cluster.accounts - 1) / 10), true)
  let [ready, mutated, wrong] = [Number.NaN, Number.NaN, 0]
  try {
    while (Number.isNaN(ready) || Number.isNaN(mutated)) {
      if (since() > 60_000) throw new Error(`${program.name} is not ready after a minute`)
      const health = await ask(agent, target.port, 'GET', program.readyPath)
      const isReady = health?.status === 200
      if (isReady && Number.isNaN(ready)) ready = since()
      if (health === undefined || !(isReady || asksEarly)) {
        await sleep(2)
        continue
      }
      const answer = await ask(agent, target.port, 'POST', '/mutate?timeout=10s', review)
      if (isMutated(answer?.body)) mutated = Number.isNaN(mutated) ? since() : mutated
      else if (isReady) wrong++
    }
  } finally {
    agent.destroy()
  }
  return { target, ready, mutated, wrong }
}

export const isMutated = (body: Buffer | undefined): boolean => body?.includes('"patch":"') === true

/** Undefined when nobody answered. */
export function ask(
  agent: Agent,
  port: number,
  method: string,
  path: string,
  body?: string,
): Promise<{ readonly status: number; readonly body: Buffer } | undefined> {
  return new Promise((resolve) => {
    const call = request(
      { host: '127.0.0.1', port, path, method, agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }))
        response.once('error', () => resolve(undefined))
      },
    )
    call.once('error', () => resolve(undefined))
    call.end(body)
  })
}
