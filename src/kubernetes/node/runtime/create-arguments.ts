/** The words by which a runtime's CLI makes a container: docker, podman and nerdctl share them. */
import type { Mount } from '../launch/plan-mounts.ts'
import { runtimeDrops, type Rights } from '../containers/security.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'

export interface CreateWish {
  readonly kind: RuntimeKind
  readonly image: string
  /** In place of the image's entrypoint. */
  readonly command: readonly string[]
  readonly args: readonly string[]
  /** A file of lines NAME=VALUE. */
  readonly envFile: string
  readonly mounts: readonly Mount[]
  readonly labels: Readonly<Record<string, string>>
  readonly rights: Rights
  readonly cwd?: string
  readonly hostname?: string
  /** A process whose network and whose shared memory the container has; the machine's when left out. */
  readonly namespacesOf?: number
  readonly isReadOnly: boolean
  readonly hasInput: boolean
  readonly hasTerminal: boolean
}

export const runtimeKinds = ['podman', 'docker', 'nerdctl'] as const
export type RuntimeKind = (typeof runtimeKinds)[number]

export function createArguments(wish: CreateWish): Found<readonly string[]> {
  const odd = wish.mounts.find(({ source, path }) => `${source}${path}`.includes(':'))
  if (odd !== undefined) return problem(`the mount at ${odd.path} has a colon in its path`)
  const [entrypoint, ...rest] = wish.command
  return {
    ok: true,
    value: [
      'create',
      '--pull=never',
      ...Object.entries(wish.labels).map(([name, value]) => `--label=${name}=${value}`),
      ...networkWords(wish),
      `--env-file=${wish.envFile}`,
      ...wish.mounts.map(
        ({ source, path, readOnly }) => `--volume=${source}:${path}${readOnly ? ':ro' : ''}`,
      ),
      ...rightsWords(wish.rights),
      ...(wish.isReadOnly ? readOnlyWords(wish.kind) : []),
      ...(wish.cwd === undefined ? [] : [`--workdir=${wish.cwd}`]),
      ...(wish.hasInput ? ['--interactive'] : []),
      ...(wish.hasTerminal ? ['--tty'] : []),
      ...(entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`]),
      wish.image,
      ...rest,
      ...wish.args,
    ],
  }
}

/** Of podman alone: the others share memory with containers only, not with processes. */
const sharedMemory = (kind: RuntimeKind, pid: number): readonly string[] =>
  kind === 'podman' ? [`--ipc=ns:/proc/${pid}/ns/ipc`] : []

function networkWords({ kind, namespacesOf, hostname }: CreateWish): readonly string[] {
  if (namespacesOf === undefined) return ['--network=host']
  return [
    `--network=ns:/proc/${namespacesOf}/ns/net`,
    ...sharedMemory(kind, namespacesOf),
    ...(hostname === undefined ? [] : [`--hostname=${hostname}`]),
  ]
}

/** Whom podman is told to give a capability has it as any user, so that none of the usual ones is told. */
function rightsWords(rights: Rights): readonly string[] {
  const { user, added, mayRise } = rights
  return [
    ...runtimeDrops(rights).map((each) => `--cap-drop=${each.toUpperCase()}`),
    ...added.map((each) => `--cap-add=${each.toUpperCase()}`),
    ...(mayRise ? [] : ['--security-opt=no-new-privileges']),
    ...(user === undefined ? [] : userWords(user)),
  ]
}

function userWords({ uid, gid, groups }: NonNullable<Rights['user']>): readonly string[] {
  const who = uid === undefined ? [] : [`--user=${uid}${gid === undefined ? '' : `:${gid}`}`]
  return [...who, ...groups.map((each) => `--group-add=${each}`)]
}

/** Of podman alone: it would leave directories to write to. */
const readOnlyWords = (kind: RuntimeKind): readonly string[] =>
  kind === 'podman' ? ['--read-only', '--read-only-tmpfs=false'] : ['--read-only']

/** No line of the file can hold another line, and on a command line everybody would read it. */
export function envLines(env: Readonly<Record<string, string>>): Found<string> {
  const odd = Object.keys(env).find((name) => !/^[A-Za-z_.-][\w.-]*$/.test(name) || /[\r\n]/.test(env[name]!))
  if (odd !== undefined)
    return problem(
      `variable \`${odd}\` cannot be passed on to a container runtime: mount its value as a file`,
    )
  return {
    ok: true,
    value: Object.entries(env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  }
}
