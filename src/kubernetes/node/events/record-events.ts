/** Writes events about pods and the node; the same one again is counted, and a flood is cut off. */
import type { Clock } from '../../../kit/index.ts'
import { pathOf, type JsonObject, type KubernetesClient } from '../../api/index.ts'

export interface EventTarget {
  readonly kind: 'Pod' | 'Node'
  readonly name: string
  readonly namespace?: string
  readonly uid: string
  readonly fieldPath?: string
}

export interface NodeEvent {
  readonly target: EventTarget
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

export interface EventRecorder {
  record(event: NodeEvent): void
  /** Resolves when all that was recorded has been sent. */
  flush(): Promise<void>
}

export interface EventRecorderNeeds {
  readonly client: KubernetesClient
  readonly now: Clock
  readonly random: (size: number) => Uint8Array
  readonly node: string
}

interface Known {
  readonly name: string
  count: number
}

/** So many at once for one object, and then one in five minutes, as client-go's filter has it. */
const burst = 25
const refillEvery = 300_000
const remembered = 4096

export function createEventRecorder({ client, now, random, node }: EventRecorderNeeds): EventRecorder {
  const known = new Map<string, Known>()
  const allowances = new Map<string, { left: number; at: number }>()
  let sending: Promise<unknown> = Promise.resolve()

  const mayWrite = (key: string): boolean => {
    const allowance = allowances.get(key) ?? { left: burst, at: now() }
    const gained = Math.floor((now() - allowance.at) / refillEvery)
    if (gained > 0) Object.assign(allowance, { left: Math.min(burst, allowance.left + gained), at: now() })
    allowances.set(key, allowance)
    return allowance.left-- > 0
  }

  const send = async ({ target, type, reason, message }: NodeEvent): Promise<void> => {
    const namespace = target.namespace ?? 'default'
    const key = JSON.stringify([target, type, reason, message])
    const time = `${new Date(now()).toISOString().slice(0, 19)}Z`
    const seen = known.get(key)
    if (seen !== undefined) {
      const patch = { count: ++seen.count, lastTimestamp: time }
      const patched = await client.patch(pathOf('events', namespace, seen.name), patch)
      if (patched.ok) return
    }
    const name = `${target.name}.${Buffer.from(random(8)).toString('hex')}`
    const { kind, fieldPath, uid } = target
    const event: JsonObject = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        kind,
        name: target.name,
        ...(target.namespace !== undefined && { namespace }),
        uid,
        ...(kind === 'Pod' && { apiVersion: 'v1' }),
        ...(fieldPath !== undefined && { fieldPath }),
      },
      type,
      reason,
      message: message.slice(0, 1024),
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      source: { component: 'kubelet', host: node },
      reportingComponent: 'kubelet',
      reportingInstance: node,
    }
    if (!(await client.create(pathOf('events', namespace), event)).ok) return
    if (known.size >= remembered) known.delete(known.keys().next().value ?? '')
    known.set(key, { name, count: 1 })
  }

  return {
    record: (event) => {
      if (!mayWrite(event.target.uid)) return
      sending = sending.then(() => send(event)).catch(() => undefined)
    },
    flush: () => sending.then(() => undefined),
  }
}
