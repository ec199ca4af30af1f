/** Runs a command beside a container's own process: in its namespaces, with its variables, with no more rights than it has. */
import { spawn, type ChildProcess } from 'node:child_process'
import { findProgram, toolPath } from '../launch/find-program.ts'
import { holdEnv } from '../launch/held-env.ts'
import type { SandboxEntry } from '../launch/launch.ts'
import { rewriteEnv } from '../launch/rewrite-env.ts'
import type { PodContext, RunningContainer } from './context.ts'

export interface ExecWish {
  readonly command: readonly string[]
  readonly input: 'ignore' | 'pipe'
  readonly tty?: boolean
}

/** Undefined when the container has ended. */
export function execInside(
  { sandbox }: Pick<PodContext, 'sandbox'>,
  running: RunningContainer,
  wish: ExecWish,
): ChildProcess | undefined {
  const { execWords } = running.launched
  if (execWords !== undefined) return execInContainer(execWords, wish)
  const inner = running.launched.innerPid()
  if (inner === undefined) return undefined
  const own = rewriteEnv(running.env, running.mounts)
  const isTerminal = wish.tty === true
  const env = isTerminal ? { ...own, TERM: 'xterm', SHELL: '/bin/sh' } : own
  const command = isTerminal ? withTerminal(wish.command) : wish.command
  const isApart = sandbox !== undefined && running.launched.isolation === 'namespace'
  const held = isApart ? holdEnv(env, toolPath()) : { env, release: [] }
  const released = [...held.release, ...command]
  const words = isApart ? wordsInside(sandbox.entry, running, inner, released) : command
  const [program = '', ...args] = words
  return spawn(program, args, {
    env: { ...held.env },
    stdio: [wish.input, 'pipe', 'pipe'],
    detached: true,
  })
}

/** A client of the runtime stands for the command; it has to have a terminal where the command is to have one. */
function execInContainer(
  execWords: NonNullable<RunningContainer['launched']['execWords']>,
  { command, input, tty = false }: ExecWish,
): ChildProcess {
  const words = [...execWords({ input: input === 'pipe', tty }), ...command]
  const [program = '', ...args] = tty ? withTerminal(words) : words
  return spawn(program, args, { stdio: [input, 'pipe', 'pipe'], detached: true })
}

function wordsInside(
  entry: SandboxEntry,
  running: RunningContainer,
  inner: number,
  command: readonly string[],
): readonly string[] {
  const path = toolPath()
  const tool = (name: string): string => findProgram(name, path) ?? name
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  // Who is not root comes in as the root of the pod's users, and becomes itself again.
  const users =
    uid === 0 || entry.ownUsers
      ? []
      : [tool('nsenter'), '--target', String(running.launched.pid), '--user', '--preserve-credentials', '--']
  const itself =
    uid === 0
      ? []
      : ['/bin/sh', '-c', becomeItself, 'sh', tool('unshare'), tool('setpriv'), String(uid), String(gid)]
  const theirs = entry.usersOf === undefined ? [] : ['--user']
  const ways = [...theirs, '--mount', '--pid', '--root', '--wd', '--']
  return [
    ...entry.enter,
    ...users,
    tool('nsenter'),
    '--target',
    String(inner),
    ...ways,
    ...itself,
    tool('setpriv'),
    ...running.privileges,
    '--',
    ...command,
  ]
}

/** Where that is refused, as in a root of the pod's own, the root of its users may do nothing. */
const becomeItself = `
unshare=$1 setpriv=$2 users="--user --map-user=$3 --map-group=$4"
shift 4
if "$unshare" $users true 2>/dev/null; then exec "$unshare" $users -- "$@"; fi
exec "$setpriv" --bounding-set=-all -- "$@"
`

/** A terminal of its own comes from `script`, which ends as the command does. */
const withTerminal = (words: readonly string[]): readonly string[] => [
  findProgram('script', toolPath()) ?? 'script',
  '--quiet',
  '--return',
  '--echo',
  'never',
  '--command',
  words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' '),
  '/dev/null',
]
