/** A node: registered, and running the pods that are bound to it until it is told to end. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { follow, pathOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { createEventRecorder } from '../events/record-events.ts'
import type { NodeNeeds } from '../needs.ts'
import { startLivePod, type LivePod } from '../pods/live-pod.ts'
import { endOrphans } from '../pods/processes.ts'
import { createIpPool } from '../sandbox/pod-network.ts'
import { createRangePool } from '../sandbox/user-map.ts'
import { nodeLabel } from '../runtime/labels.ts'
import { keepRegistered } from './keep-registered.ts'
import { machine } from './node-object.ts'

export interface RunningNode {
  readonly pods: () => readonly LivePod[]
  readonly find: (namespace: string, name: string) => LivePod | undefined
  /** Ends all processes, which have so many seconds for it; the pods' objects stay. */
  stop(grace: number): Promise<void>
}

export async function startNode(needs: NodeNeeds): Promise<RunningNode> {
  const { client, name, directory, say } = needs
  const stopping = new AbortController()
  for (const each of ['pods', 'logs']) mkdirSync(join(directory, each), { recursive: true, mode: 0o700 })
  endOrphans(join(directory, 'pods'))
  await removeContainers(needs)
  const events = createEventRecorder({ ...needs, node: name })
  const ips = createIpPool('10.244')
  const ranges = createRangePool()
  const place = {
    hostIp: needs.network.hostIp,
    podIp: needs.network.hostIp,
    cpus: machine.cpus,
    memory: machine.memory,
  }
  const live = new Map<string, LivePod>()
  const registration = await keepRegistered(needs, stopping.signal)
  const target = { kind: 'Node', name, uid: name } as const
  events.record({ target, type: 'Normal', reason: 'Starting', message: 'Starting kubelet.' })
  events.record({
    target,
    type: 'Normal',
    reason: 'NodeReady',
    message: `Node ${name} status is now: NodeReady`,
  })

  const take = (object: JsonObject): void => {
    const uid = uidOf(object)
    const known = live.get(uid)
    if (known !== undefined) return known.update(object)
    if (stopping.signal.aborted) return
    const pod = startLivePod({ needs, events, ips, ranges, place }, object)
    live.set(uid, pod)
    void pod.over.finally(() => live.delete(uid))
  }
  const drop = (uid: string): void => {
    // Whoever took the object away did not wait for us.
    void live.get(uid)?.abandon()
  }
  let isFirst = true
  const following = follow(client, {
    path: pathOf('pods'),
    query: { fieldSelector: `spec.nodeName=${name}` },
    signal: stopping.signal,
    onList: (items) => {
      const there = new Set(items.map(uidOf))
      if (isFirst) removeLeftovers(directory, there)
      isFirst = false
      for (const uid of live.keys()) if (!there.has(uid)) drop(uid)
      items.forEach(take)
    },
    onChange: (type, object) => (type === 'DELETED' ? drop(uidOf(object)) : take(object)),
    onProblem: ({ message }) => say(`pods are not followed for the moment: ${message}`),
  })

  return {
    pods: () => [...live.values()],
    find: (namespace, podName) =>
      [...live.values()].find(({ pod }) => pod().namespace === namespace && pod().name === podName),
    stop: async (grace) => {
      stopping.abort()
      await Promise.all([...live.values()].map((pod) => pod.leave(grace)))
      await registration.stop()
      await events.flush()
      await following
    },
  }
}

/** Containers outlive a node that was killed, without the ways that led out of their network. */
async function removeContainers({ runtime, directory }: NodeNeeds): Promise<void> {
  await runtime?.remove(await runtime.list(nodeLabel(directory)))
}

const uidOf = (object: JsonObject): string => textOf(valueAt(object, 'metadata', 'uid')) ?? ''

/** What is left of pods that are gone since this node ran last. */
function removeLeftovers(directory: string, there: ReadonlySet<string>): void {
  const remove = (folder: string, uidIn: (name: string) => string): void => {
    for (const name of readdirSync(join(directory, folder)))
      if (!there.has(uidIn(name))) rmSync(join(directory, folder, name), { recursive: true, force: true })
  }
  remove('pods', (name) => name)
  remove('logs', (name) => name.slice(name.lastIndexOf('_') + 1))
}
