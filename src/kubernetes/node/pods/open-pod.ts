/** What a pod needs before its containers can start: users, volumes and a network of its own. */
import { tell, type PodContext } from '../containers/context.ts'
import { openPodNetwork } from '../sandbox/pod-network.ts'
import { openPodUsers } from '../sandbox/pod-users.ts'
import type { LivePodNeeds } from './live-pod.ts'
import { makeVolumesPatiently, refreshRegularly } from './pod-volumes.ts'
import type { Pod } from './read-pod.ts'
import type { ContainerRecord } from './records.ts'

export interface PodWish {
  readonly pod: () => Pod
  readonly records: readonly ContainerRecord[]
  readonly directory: string
  readonly logDirectory: string
  readonly ending: AbortSignal
  readonly changed: () => void
}

export interface OpenedPod {
  readonly context: PodContext
  close(): void
}

/** Undefined when the pod ended before. */
export async function openPod(
  { needs, events, ips, ranges, place }: LivePodNeeds,
  wish: PodWish,
): Promise<OpenedPod | undefined> {
  const { pod, directory, ending } = wish
  const told = { events, pod }
  const warn = (reason: string, message: string | undefined): void => {
    if (message !== undefined) tell(told, undefined, { type: 'Warning', reason, message })
  }
  const users = await openPodUsers(ranges, pod(), needs.runtime === undefined)
  const closers = [() => users.close()]
  const close = (): void => closers.toReversed().forEach((each) => each())
  warn('PodUsersShared', users.problem)
  const { outside } = users
  try {
    const volumes = await makeVolumesPatiently({ needs, events, pod, directory, place, ending, outside })
    if (volumes === undefined) {
      close()
      return undefined
    }
    closers.push(volumes.stop)
    const network = await openPodNetwork(needs, ips, pod(), users.pid)
    closers.push(() => {
      network.sandbox?.close()
      ips.release(pod().uid)
    })
    warn('PodNetworkShared', network.problem)
    closers.push(refreshRegularly(needs, volumes))
    const { sandbox } = network
    const context = {
      ...wish,
      needs,
      events,
      volumes,
      sandbox,
      outside,
      place: { ...place, podIp: network.ip },
      running: new Map(),
    }
    return { context, close }
  } catch (error) {
    close()
    throw error
  }
}
