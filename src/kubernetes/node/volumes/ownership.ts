/** Whose the files of a pod's volumes are, and who may read them, as the kubelet has it. */
import { chmodSync, chownSync } from 'node:fs'
import { listOf, valueAt, type JsonObject } from '../../api/index.ts'
import { userOf } from '../containers/security.ts'

export interface Ownership {
  /** Files are the pod's root's, tokens those of the one user that all containers run as; left as they are where absent. */
  readonly ids?: { readonly uid: number; readonly tokenUid: number; readonly gid: number }
  /** With a group of files, that group may read. */
  readonly fileMode: (mode: number) => number
  readonly tokenMode: (mode: number) => number
  /** The pod has a group of files. */
  readonly hasGroup: boolean
}

/** `outside` gives the machine's number of one of the pod's users; without it all is ours. */
export function ownershipOf(pod: JsonObject, outside?: (inside: number) => number): Ownership {
  const group = valueAt(pod, 'spec', 'securityContext', 'fsGroup')
  const hasGroup = typeof group === 'number'
  const user = onlyUserOf(pod)
  const fileMode = (mode: number): number => (hasGroup ? mode | 0o440 : mode)
  return {
    hasGroup,
    fileMode,
    tokenMode: (mode) => fileMode(user !== undefined || hasGroup ? 0o600 : mode),
    ...(outside !== undefined && {
      ids: { uid: outside(0), tokenUid: outside(user ?? 0), gid: outside(hasGroup ? group : 0) },
    }),
  }
}

/** The user that every container names, if it is the same one. */
function onlyUserOf(pod: JsonObject): number | undefined {
  const containers = ['initContainers', 'containers'].flatMap((list) => listOf(valueAt(pod, 'spec', list)))
  const users = new Set(
    containers.map((container) =>
      typeof (
        valueAt(container, 'securityContext', 'runAsUser') ??
        valueAt(pod, 'spec', 'securityContext', 'runAsUser')
      ) === 'number'
        ? userOf(pod, container as JsonObject)?.uid
        : undefined,
    ),
  )
  const [user] = users
  return users.size === 1 ? user : undefined
}

/** The directory of a volume; what is written to may be written to by everybody in the pod. */
export function ownDirectory(path: string, { ids, hasGroup }: Ownership, isWritable: boolean): void {
  if (ids !== undefined) chownSync(path, ids.uid, ids.gid)
  chmodSync(path, (isWritable ? 0o777 : 0o755) | (hasGroup ? 0o2000 : 0))
}
