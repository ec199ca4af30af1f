/** Gives each pod a network of its own where this machine has such, and else says that it has none. */
import type { NodeNeeds } from '../needs.ts'
import type { RuntimeKind } from '../runtime/create-arguments.ts'
import type { Pod } from '../pods/read-pod.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'

/** Addresses of pods: one each, given back at their end. */
export interface IpPool {
  take(uid: string): string
  release(uid: string): void
}

export function createIpPool(prefix: string): IpPool {
  const taken = new Map<string, number>()
  let last = 1
  return {
    take: (uid) => {
      const used = new Set(taken.values())
      let next = last
      do next = next >= 65_000 ? 2 : next + 1
      while (used.has(next) && used.size < 64_000)
      last = next
      taken.set(uid, next)
      return `${prefix}.${next >> 8}.${next & 255}`
    },
    release: (uid) => void taken.delete(uid),
  }
}

export interface OpenedNetwork {
  readonly sandbox?: Sandbox
  readonly ip: string
  /** Why the pod shares the machine's network although it was to have its own. */
  readonly problem?: string
}

export async function openPodNetwork(
  needs: NodeNeeds,
  ips: IpPool,
  pod: Pod,
  usersOf?: number,
): Promise<OpenedNetwork> {
  const { kind, hostIp, doors, blocked } = needs.network
  const shared = { sandbox: process.platform === 'linux' ? onlyProcesses(usersOf) : undefined, ip: hostIp }
  if (kind === 'host' || pod.hostNetwork) return shared
  const reason = needs.runtime && cannotJoin(needs.runtime.kind)
  if (reason !== undefined)
    return { ...shared, problem: `the pod shares the network of this machine: ${reason}` }
  const ip = ips.take(pod.uid)
  const opened = await openSandbox({ hostname: pod.hostname, ip, doors, blocked, usersOf })
  if (opened.ok) return { sandbox: opened.value, ip }
  return { ...shared, problem: `the pod shares the network of this machine: ${opened.problem}` }
}

/** A runtime has to take a network that is there already, and root's is another's to nobody else. */
function cannotJoin(kind: RuntimeKind): string | undefined {
  if (kind === 'docker') return 'docker takes no network that is there already'
  return process.getuid?.() === 0 ? undefined : `${kind} takes such a network from root alone`
}

/** Mounts and processes of its own, the network of the machine. */
const onlyProcesses = (usersOf?: number): Sandbox => ({
  entry: { enter: [], ownUsers: false, ...(usersOf !== undefined && { usersOf }) },
  dial: () => Promise.reject(new Error('there is no network of its own')),
  close: () => undefined,
})
