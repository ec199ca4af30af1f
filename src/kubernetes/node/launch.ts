/** Runs a command as a local process to which directories of ours appear at the paths where a container would have them. */
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { enterScript, stepArguments } from './enter-namespace.ts'
import type { Mount, MountStep } from './plan-mounts.ts'
import { planMounts } from './plan-mounts.ts'
import { cannotStart, startProcess } from './start-process.ts'

export interface LaunchSpec {
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Directories to appear at a path. What changes in them is seen inside. */
  readonly mounts?: readonly Mount[]
  /** Files to appear at a path; they are gone when the process has ended. */
  readonly files?: readonly { readonly path: string; readonly content: string }[]
  /** `pipe` gives streams on the result; by default the process shares ours. */
  readonly output?: 'inherit' | 'pipe'
  readonly input?: 'inherit' | 'ignore'
  /** `rewritten` where namespaces are not wanted. */
  readonly isolation?: 'namespace' | 'rewritten'
  /** Namespaces of the pod that it is to run in, and processes that it is to see alone. */
  readonly sandbox?: SandboxEntry
  /** Directories that are to look empty. */
  readonly hidden?: readonly string[]
  /** A file that stands at /dev/termination-log, beside the few devices of a container. */
  readonly lastWords?: string
  /** Flags of setpriv by which it gives up what it may do; only where namespaces are. */
  readonly privileges?: readonly string[]
  /** Told in one line when paths had to be rewritten. */
  readonly say?: (line: string) => void
}

export interface SandboxEntry {
  /** The words before a command that bring it into the pod's namespaces. */
  readonly enter: readonly string[]
  /** Whether they lead into a namespace of users, where it is root. */
  readonly ownUsers: boolean
}

export interface Launched {
  readonly isolation: 'namespace' | 'rewritten'
  readonly pid: number | undefined
  /** The command itself, where what we started stands before it. */
  readonly innerPid: () => number | undefined
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  readonly kill: (signal: NodeJS.Signals) => void
  /** The command's exit code, or 128 and the signal's number. */
  readonly exited: Promise<number>
}

/** Resolves once the process runs, or has failed to. */
export async function launch(spec: LaunchSpec): Promise<Launched> {
  const scratch = mkdtempSync(join(tmpdir(), 'podpass-'))
  try {
    const launched = await start(spec, scratch)
    const exited = launched.exited.finally(() => remove(scratch))
    return { ...launched, exited }
  } catch (error) {
    remove(scratch)
    throw error
  }
}

const remove = (directory: string): void => rmSync(directory, { recursive: true, force: true })

async function start(spec: LaunchSpec, scratch: string): Promise<Launched> {
  const mounts = [...(spec.mounts ?? []), ...writeFiles(spec.files ?? [], scratch)]
  if (mounts.length === 0 && spec.sandbox === undefined) return startPlain(spec, [])
  const problem = await tryNamespace(spec, mounts, scratch)
  if (typeof problem !== 'string') return problem
  // Out of a network of its own it would come into another's.
  if (spec.sandbox !== undefined && spec.sandbox.enter.length > 0) throw new Error(problem)
  spec.say?.(
    `no mount namespace here (${problem}): ${mounts.map(({ path, source }) => `${path} is at ${source}`).join(', ')}`,
  )
  return startPlain(spec, mounts)
}

/** Files that share a directory become one mount. */
function writeFiles(files: NonNullable<LaunchSpec['files']>, scratch: string): readonly Mount[] {
  const byDirectory = Map.groupBy(files, ({ path }) => dirname(path))
  return [...byDirectory].map(([path, group], index) => {
    const source = join(scratch, `files-${index}`)
    mkdirSync(source, { mode: 0o700 })
    for (const file of group) writeFileSync(join(source, basename(file.path)), file.content, { mode: 0o600 })
    return { source, path, readOnly: true }
  })
}

/** The process in its namespace, or why there can be none. */
async function tryNamespace(
  spec: LaunchSpec,
  mounts: readonly Mount[],
  scratch: string,
): Promise<Launched | string> {
  if (spec.isolation === 'rewritten') return 'not wanted'
  if (process.platform !== 'linux') return `${process.platform} has none`
  const plan = planMounts(mounts)
  if (!plan.ok) return plan.problem
  const hidden = (spec.hidden ?? []).map((path) => ({ do: 'hide', path }) as const)
  const processes = spec.sandbox === undefined ? [] : [{ do: 'proc' } as const]
  const devices = spec.lastWords === undefined ? [] : [{ do: 'dev', lastWords: spec.lastWords } as const]
  return startInNamespace(spec, [...plan.steps, ...devices, ...processes, ...hidden], scratch)
}

async function startInNamespace(
  spec: LaunchSpec,
  steps: readonly MountStep[],
  scratch: string,
): Promise<Launched | string> {
  // The command's own PATH is the pod's affair; what sets the stage is looked for in ours.
  const toolPath = [process.env['PATH'] ?? '', '/usr/sbin:/usr/bin:/sbin:/bin'].join(':')
  const unshare = findProgram('unshare', toolPath)
  if (unshare === undefined) return 'unshare is not installed'
  const stage = join(scratch, 'stage')
  mkdirSync(stage, { mode: 0o700 })
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const { sandbox } = spec
  // Who is not root becomes it in a namespace of users, mounts, and becomes itself again.
  const users = uid === 0 || sandbox?.ownUsers === true ? [] : ['--user', '--map-root-user']
  const user = uid === 0 ? '-' : `${uid}:${gid}`
  const privileges = spec.privileges?.join(' ') ?? '-'
  const setup = [stage, spec.cwd ?? process.cwd(), user, toolPath, privileges, ...stepArguments(steps)]
  const processes = sandbox === undefined ? [] : ['--pid', '--fork', '--kill-child']
  const [program, ...words] = [
    ...(sandbox === undefined ? [] : [...apart, ...sandbox.enter, ...dieTogether(toolPath)]),
    unshare,
    ...users,
    '--mount',
    ...processes,
    '--',
    '/bin/sh',
    '-c',
    enterScript,
    'podpass',
    ...setup,
    '--',
    spec.command,
    ...spec.args,
  ] as [string, ...string[]]
  const started = startProcess(program, words, {
    env: { ...spec.env },
    stdio: [...stdioOf(spec), 'pipe'],
    detached: sandbox !== undefined,
  })
  if (!started.ok) return neverStarted(spec, started.problem, 'namespace')
  const { child } = started
  const exited = exitOf(child)
  const setter = listenTo(child.stdio[3] as Readable | null)
  const said = await setter.first
  if (said.endsWith('ready\n')) {
    if (sandbox === undefined) return launchedOf(child, exited, 'namespace')
    return launchedOf(
      child,
      exited.then((code) => killedOr(code, setter.text())),
      'namespace',
      true,
    )
  }
  await exited
  if (said.endsWith('no directory\n')) {
    spec.say?.(missingDirectory(spec.cwd ?? process.cwd()))
    return launchedOf(child, Promise.resolve(notStarted), 'namespace')
  }
  return said.trim().split('\n')[0] || 'unshare is not allowed'
}

/** What is said by those who stand before the command is none of its output. */
const apart = ['/bin/sh', '-c', 'exec "$@" 4>&2 2>&3', 'sh']

/** `unshare` ends as its child did, but of the one signal that nobody can send to himself as a default it says so. */
const killedOr = (code: number, said: string): number =>
  code === 1 && said.includes('sigprocmask unblock failed') ? 128 + constants.signals.SIGKILL : code

/** Whatever ends us, however suddenly, ends the command too. */
export function dieTogether(toolPath: string): readonly string[] {
  const setpriv = findProgram('setpriv', toolPath)
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--']
}

export const findProgram = (name: string, path: string): string | undefined =>
  path
    .split(':')
    .filter((directory) => directory.startsWith('/'))
    .map((directory) => join(directory, name))
    .find((file) => existsSync(file))

interface Said {
  /** To its end, or to the word that all is well: who stands before the command keeps the other end open. */
  readonly first: Promise<string>
  /** All of it so far. */
  readonly text: () => string
}

function listenTo(stream: Readable | null): Said {
  let text = ''
  const first = new Promise<string>((resolve) => {
    if (stream === null) return resolve('')
    stream.on('data', (chunk: Buffer) => {
      if (text.length < 10_000) text += String(chunk)
      if (text.endsWith('ready\n')) resolve(text)
    })
    // A pipe that breaks tells as little as one that stays empty.
    for (const end of ['end', 'error', 'close']) stream.once(end, () => resolve(text))
  })
  return { first, text: () => text }
}

async function startPlain(spec: LaunchSpec, mounts: readonly Mount[]): Promise<Launched> {
  const started = startProcess(spec.command, spec.args, {
    cwd: spec.cwd,
    env: rewriteEnv(spec.env, mounts),
    stdio: stdioOf(spec),
    detached: spec.sandbox !== undefined,
  })
  if (!started.ok) return neverStarted(spec, started.problem, 'rewritten')
  const { child } = started
  child.once('error', (error: NodeJS.ErrnoException) => spec.say?.(explainStart(spec, error)))
  const exited = exitOf(child)
  const launched = launchedOf(child, exited, 'rewritten')
  if (spec.sandbox === undefined || child.pid === undefined) return launched
  const group = -child.pid
  return { ...launched, kill: (signal) => signalIfThere(group, signal) }
}

function neverStarted(spec: LaunchSpec, problem: string, isolation: Launched['isolation']): Launched {
  spec.say?.(`${shown(spec.command)} cannot be started: ${problem}`)
  return {
    isolation,
    pid: undefined,
    innerPid: () => undefined,
    stdout: null,
    stderr: null,
    kill: () => undefined,
    exited: Promise.resolve(cannotStart),
  }
}

/** What came from a manifest, fit for a line. */
const shown = (word: string): string =>
  `\`${word.length > 80 ? `${word.slice(0, 80)}...` : word}\``.replaceAll(/\p{Cc}/gu, '?')

/** What a shell exits with where there is no such command, and a container's runtime where there is no such directory. */
const notStarted = 127

const missingDirectory = (cwd: string): string => `working directory \`${cwd}\` is not on this machine`

/** The system says ENOENT of a missing directory as of a missing program. */
function explainStart({ command, cwd }: LaunchSpec, error: NodeJS.ErrnoException): string {
  if (cwd !== undefined && !existsSync(cwd)) return missingDirectory(cwd)
  return error.code === 'ENOENT'
    ? `\`${command}\` is not a command here`
    : `\`${command}\` cannot be started: ${error.message}`
}

/** Values that are a mounted path, or lie below one, point to where the directory really is. */
export function rewriteEnv(
  env: Readonly<Record<string, string>>,
  mounts: readonly Pick<Mount, 'path' | 'source'>[],
): Record<string, string> {
  const rewrite = (value: string): string => {
    const mount = mounts.find(({ path }) => value === path || value.startsWith(`${path.replace(/\/$/, '')}/`))
    return mount === undefined ? value : join(mount.source, value.slice(mount.path.length))
  }
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, rewrite(value)]))
}

const stdioOf = ({
  input = 'inherit',
  output = 'inherit',
}: LaunchSpec): ('inherit' | 'ignore' | 'pipe')[] => [input, output, output]

const launchedOf = (
  child: ChildProcess,
  exited: Promise<number>,
  isolation: Launched['isolation'],
  hasInner = false,
): Launched => {
  const innerPid = (): number | undefined => (hasInner ? firstChildOf(child.pid) : child.pid)
  return {
    isolation,
    pid: child.pid,
    innerPid,
    stdout: child.stdout,
    stderr: child.stderr,
    kill: (signal) => {
      const inner = innerPid()
      // Between the start and the first process of its own there is nobody else to end.
      if (!hasInner || inner === undefined) child.kill(signal)
      else signalIfThere(inner, signal)
    },
    exited,
  }
}

function firstChildOf(pid: number | undefined): number | undefined {
  try {
    const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
    return first ? Number(first) : undefined
  } catch {
    return undefined
  }
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** As a shell reports it; 127 and 126 where the command could not be started. */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? notStarted : cannotStart),
    )
    child.once('close', (code, signal) =>
      resolve(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0)),
    )
  })
}
