/** A Lease (coordination.k8s.io/v1) by which one of several replicas does what only one should. */
import type { JsonObject, KubernetesClient } from '../../api/index.ts'
import { objectOf, sleep, textOf, valueAt } from '../../api/index.ts'

export interface LeaseNeeds {
  readonly client: Pick<KubernetesClient, 'get' | 'create' | 'request'>
  readonly namespace: string
  readonly name: string
  /** Another one in each replica. */
  readonly identity: string
  /** Milliseconds after which a holder that says nothing has lost it. */
  readonly duration: number
  readonly signal: AbortSignal
  /** Called when it has been got. */
  readonly onHeld: () => void
  readonly onProblem: (message: string) => void
}

export interface Lease {
  readonly isHeld: () => boolean
  /** Lets the next replica have it at once. */
  readonly release: () => Promise<void>
}

/** Milliseconds for which a replica that ends waits for the API server. */
const patience = 2000

export function holdLease(needs: LeaseNeeds): Lease {
  const { client, identity, duration, signal } = needs
  const collection = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(needs.namespace)}/leases`
  const path = `${collection}/${encodeURIComponent(needs.name)}`
  // Clocks of replicas differ: a holder is judged by how long it has been silent here, on a clock that only goes forward.
  const now = (): number => performance.now()
  let heldUntil = 0
  let isReleased = false
  let attempting = Promise.resolve()
  let seen: { readonly version: string; readonly at: number } | undefined
  let kept: JsonObject | undefined

  const attempt = async (): Promise<void> => {
    const started = now()
    const found = await client.get(path)
    if (!found.ok && found.problem.code !== 404) return needs.onProblem(`lease: ${found.problem.message}`)
    const lease = found.ok ? found.value : undefined
    if (isReleased || (lease !== undefined && !isFree(lease))) return
    const wanted = claim(lease, needs)
    const answer =
      lease === undefined
        ? await client.create(collection, wanted)
        : await client.request('PUT', path, { body: wanted })
    if (answer.ok) {
      const wasHeld = now() < heldUntil
      kept = answer.value
      heldUntil = started + duration
      if (!wasHeld) needs.onHeld()
    } else if (answer.problem.code !== 409) needs.onProblem(`lease: ${answer.problem.message}`)
  }

  const isFree = (lease: JsonObject): boolean => {
    const holder = textOf(valueAt(lease, 'spec', 'holderIdentity')) ?? ''
    if (holder === '' || holder === identity) return true
    const version = textOf(valueAt(lease, 'metadata', 'resourceVersion')) ?? ''
    if (seen?.version !== version) seen = { version, at: now() }
    const seconds = Number(valueAt(lease, 'spec', 'leaseDurationSeconds')) || 0
    return now() - seen.at > Math.max(seconds * 1000, 1000)
  }

  void (async () => {
    while (!signal.aborted) {
      attempting = attempt()
      await attempting
      await sleep((duration / 3) * (0.8 + Math.random() * 0.4), signal)
    }
  })()

  return {
    isHeld: () => now() < heldUntil && !isReleased && !signal.aborted,
    release: async () => {
      // Whoever lets go must not take it again while it serves its last reviews.
      isReleased = true
      // A renewal that is on its way would be written over what is written here, or make it a conflict.
      await Promise.race([attempting, sleep(patience, signal)])
      // What another one has taken meanwhile has another version, and is left to it.
      if (kept === undefined) return
      const spec = { ...objectOf(kept['spec']), holderIdentity: '', leaseDurationSeconds: 1 }
      await client.request('PUT', path, { body: { ...kept, spec }, timeout: patience })
    },
  }
}

function claim(lease: JsonObject | undefined, { name, identity, duration }: LeaseNeeds): JsonObject {
  const before = objectOf(lease?.['spec'])
  const isNew = before['holderIdentity'] !== identity
  // MicroTime.
  const time = new Date().toISOString().replace('Z', '000Z')
  return {
    ...(lease ?? { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name } }),
    spec: {
      ...before,
      holderIdentity: identity,
      leaseDurationSeconds: Math.max(1, Math.ceil(duration / 1000)),
      acquireTime: isNew ? time : before['acquireTime'],
      renewTime: time,
      leaseTransitions: (Number(before['leaseTransitions']) || 0) + (isNew && lease !== undefined ? 1 : 0),
    },
  }
}
