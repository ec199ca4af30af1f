/** As whom a container runs, and what it may do on this machine. */
import { listOf, objectOf, valueAt, type JsonObject } from '../../api/index.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'

/** What runtimes leave to a container, without what would reach the machine's devices or audit log. */
const usual = [
  'chown',
  'dac_override',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'net_bind_service',
  'sys_chroot',
  'setfcap',
]
/** These would let a process out of what keeps it from the other pods. */
const refused = [
  'sys_admin',
  'sys_ptrace',
  'sys_module',
  'sys_rawio',
  'dac_read_search',
  'all',
  'mknod',
  'bpf',
  'perfmon',
]

export interface User {
  readonly uid: number
  readonly gid?: number
  readonly groups: readonly number[]
}

/** Flags of setpriv. */
export function privilegesOf(
  pod: JsonObject,
  container: JsonObject,
  ours: { readonly uid: number; readonly ownUsers: boolean },
): Found<readonly string[]> {
  const context = objectOf(container['securityContext'])
  if (context['privileged'] === true) return problem('privileged containers are not run on this node')
  const user = userOf(pod, container)
  if (user !== undefined && user.uid !== ours.uid && ours.uid !== 0)
    return problem(`runAsUser ${user.uid} needs a node that root runs`)
  const runAsNonRoot = context['runAsNonRoot'] ?? valueAt(pod, 'spec', 'securityContext', 'runAsNonRoot')
  if (runAsNonRoot === true && (user?.uid ?? ours.uid) === 0)
    return problem('container has runAsNonRoot and image will run as root')
  const added = capabilities(context, 'add')
  const bad = added.find((each) => refused.includes(each))
  if (bad !== undefined) return problem(`capability ${bad.toUpperCase()} is not given on this node`)
  const dropped = capabilities(context, 'drop')
  const kept = dropped.includes('all')
    ? added
    : [...usual, ...added].filter((each) => !dropped.includes(each))
  return {
    ok: true,
    value: [
      ...(user === undefined || ours.uid !== 0 ? [] : userFlags(user)),
      ...(ours.uid === 0 ? [`--bounding-set=${['-all', ...kept.map((each) => `+${each}`)].join(',')}`] : []),
      ...(ours.uid !== 0 || context['allowPrivilegeEscalation'] === false ? ['--no-new-privs'] : []),
    ],
  }
}

const userFlags = ({ uid, gid = 0, groups }: User): readonly string[] => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`,
]

export function userOf(pod: JsonObject, container: JsonObject): User | undefined {
  const [own, common] = [
    objectOf(container['securityContext']),
    objectOf(valueAt(pod, 'spec', 'securityContext')),
  ]
  const number = (name: string): number | undefined => {
    const value = own[name] ?? common[name]
    return typeof value === 'number' ? value : undefined
  }
  const uid = number('runAsUser')
  const groups = [...listOf(common['supplementalGroups']), common['fsGroup']].filter(
    (each) => typeof each === 'number',
  )
  const gid = number('runAsGroup')
  if (uid === undefined && gid === undefined && groups.length === 0) return undefined
  return { uid: uid ?? 0, gid, groups }
}

const capabilities = (context: JsonObject, list: string): readonly string[] =>
  listOf(valueAt(context, 'capabilities', list))
    .filter((each) => typeof each === 'string')
    .map((each) => each.toLowerCase().replace(/^cap_/, ''))
    .filter((each) => /^[a-z_]+$/.test(each))
