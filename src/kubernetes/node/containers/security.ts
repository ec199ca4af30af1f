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

/** What other runtimes give beside the usual ones. */
const withheld = ['audit_write', 'mknod', 'net_raw']

/** As a pod asks for it, and what a node lets it have. */
export interface Rights {
  readonly user?: Omit<User, 'uid'> & { readonly uid?: number }
  readonly added: readonly string[]
  readonly dropped: readonly string[]
  readonly mayRise: boolean
}

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
  const user = userOf(pod, container)
  if (user !== undefined && user.uid !== ours.uid && ours.uid !== 0)
    return problem(`runAsUser ${user.uid} needs a node that root runs`)
  const rights = readRights(pod, container, String(user?.uid ?? ours.uid))
  if (!rights.ok) return rights
  const { added, dropped, mayRise } = rights.value
  const kept = dropped.includes('all')
    ? added
    : [...usual, ...added].filter((each) => !dropped.includes(each))
  return {
    ok: true,
    value: [
      ...(user === undefined || ours.uid !== 0 ? [] : userFlags(user)),
      ...(ours.uid === 0 ? [`--bounding-set=${['-all', ...kept.map((each) => `+${each}`)].join(',')}`] : []),
      ...(ours.uid !== 0 || !mayRise ? ['--no-new-privs'] : []),
    ],
  }
}

/** `usual` is whom it runs as where the pod does not say: the image's user, by number or name. */
export function readRights(pod: JsonObject, container: JsonObject, usual: string): Found<Rights> {
  const context = objectOf(container['securityContext'])
  if (context['privileged'] === true) return problem('privileged containers are not run on this node')
  const user = wishedUser(pod, container)
  const name = user?.uid === undefined ? (usual.split(':')[0] ?? '') : String(user.uid)
  const runAsNonRoot = context['runAsNonRoot'] ?? valueAt(pod, 'spec', 'securityContext', 'runAsNonRoot')
  if (runAsNonRoot === true && ['', 'root'].includes(name.replace(/^0+$/, '')))
    return problem('container has runAsNonRoot and image will run as root')
  if (runAsNonRoot === true && !/^\d+$/.test(name))
    return problem(
      `container has runAsNonRoot and image has non-numeric user (${name}), cannot verify user is non-root`,
    )
  const added = capabilities(context, 'add')
  const bad = added.find((each) => refused.includes(each))
  if (bad !== undefined) return problem(`capability ${bad.toUpperCase()} is not given on this node`)
  const mayRise = context['allowPrivilegeEscalation'] !== false
  return { ok: true, value: { user, added, dropped: capabilities(context, 'drop'), mayRise } }
}

/** Who is to have all that a runtime gives has no more than what a process of ours would have. */
export const runtimeDrops = ({ added, dropped }: Rights): readonly string[] =>
  dropped.includes('all')
    ? ['all']
    : [...new Set([...withheld, ...dropped])].filter(
        (each) => !added.includes(each) || dropped.includes(each),
      )

const userFlags = ({ uid, gid = 0, groups }: User): readonly string[] => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`,
]

export function userOf(pod: JsonObject, container: JsonObject): User | undefined {
  const user = wishedUser(pod, container)
  return user && { ...user, uid: user.uid ?? 0 }
}

function wishedUser(pod: JsonObject, container: JsonObject): Rights['user'] {
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
  return { uid, gid, groups }
}

const capabilities = (context: JsonObject, list: string): readonly string[] =>
  listOf(valueAt(context, 'capabilities', list))
    .filter((each) => typeof each === 'string')
    .map((each) => each.toLowerCase().replace(/^cap_/, ''))
    .filter((each) => /^[a-z_]+$/.test(each))
