/** Gives each pod users of its own where root runs the node, or says that it has none. */
import { listOf, objectOf, valueAt } from '../../api/index.ts'
import type { Pod } from '../pods/read-pod.ts'
import { userMap, type RangePool, type UserMap } from './user-map.ts'
import { openUsers } from './users.ts'

export interface PodUsers {
  /** The machine's number of a user of the pod; undefined where all is done as the one who runs the node. */
  readonly outside?: UserMap['outside']
  /** A process that has them. */
  readonly pid?: number
  /** Why root of the pod is root of the machine. */
  readonly problem?: string
  close(): void
}

export async function openPodUsers(ranges: RangePool, pod: Pod, ownUsers = true): Promise<PodUsers> {
  const close = (): void => ranges.release(pod.uid)
  if (process.getuid?.() !== 0) return { close }
  const outside = (inside: number): number => inside
  if (process.platform !== 'linux' || !ownUsers) return { outside, close }
  const map = userMap(ranges.take(pod.uid), numbersOf(pod))
  const opened = await openUsers(map)
  if (!opened.ok)
    return { outside, close, problem: `the pod's root is that of this machine: ${opened.problem}` }
  return {
    outside: map.outside,
    pid: opened.value.pid,
    close: () => {
      opened.value.close()
      close()
    },
  }
}

/** All users and groups that the pod names. */
function numbersOf({ object, containers }: Pod): readonly number[] {
  const common = objectOf(valueAt(object, 'spec', 'securityContext'))
  const contexts = [common, ...containers.map((each) => objectOf(each.object['securityContext']))]
  return [
    ...contexts.flatMap((context) => [context['runAsUser'], context['runAsGroup']]),
    common['fsGroup'],
    ...listOf(common['supplementalGroups']),
  ].filter((each) => typeof each === 'number')
}
