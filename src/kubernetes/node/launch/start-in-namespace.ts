/** Starts a command in namespaces of its own, where its mounts stand. */
import { mkdirSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { enterScript, stepArguments } from './enter-namespace.ts'
import { findProgram, toolPath } from './find-program.ts'
import { holdEnv } from './held-env.ts'
import type { LaunchSpec } from './launch.ts'
import { exitOf, launchedOf, neverStarted, notStarted, stdioOf, type Launched } from './launched.ts'
import { planMounts, type Mount, type MountStep } from './plan-mounts.ts'
import { missingDirectory } from './missing-directory.ts'
import { startProcess } from './start-process.ts'
import { planVeils } from './veils.ts'

/** The process in its namespace, or why there can be none. */
export async function tryNamespace(
  spec: LaunchSpec,
  mounts: readonly Mount[],
  scratch: string,
): Promise<Launched | string> {
  if (spec.isolation === 'rewritten') return 'not wanted'
  if (process.platform !== 'linux') return `${process.platform} has none`
  const veils = spec.sandbox?.usersOf === undefined ? [] : planVeils(programsOf(spec))
  const plan = planMounts(mounts, veils)
  if (!plan.ok) return plan.problem
  const hidden = (spec.hidden ?? []).map((path) => ({ do: 'hide', path }) as const)
  const processes = spec.sandbox === undefined ? [] : [{ do: 'proc' } as const]
  const devices = spec.lastWords === undefined ? [] : [{ do: 'dev', lastWords: spec.lastWords } as const]
  return startInNamespace(spec, [...plan.steps, ...devices, ...processes, ...hidden], scratch)
}

/** Where its programs lie. */
const programsOf = ({ env, command }: LaunchSpec): readonly string[] => [
  ...(env['PATH'] ?? '').split(':'),
  command,
]

async function startInNamespace(
  spec: LaunchSpec,
  steps: readonly MountStep[],
  scratch: string,
): Promise<Launched | string> {
  const tools = toolPath()
  const unshare = findProgram('unshare', tools)
  if (unshare === undefined) return 'unshare is not installed'
  const stage = join(scratch, 'stage')
  mkdirSync(stage, { mode: 0o700 })
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const { sandbox } = spec
  // Who is not root becomes it in a namespace of users, mounts, and becomes itself again.
  const users = uid === 0 || sandbox?.ownUsers === true ? [] : ['--user', '--map-root-user']
  const root = sandbox?.usersOf === undefined ? '-' : `users:${sandbox.usersOf}`
  const user = uid === 0 ? root : `${uid}:${gid}`
  const { env, release } =
    sandbox === undefined ? { env: spec.env, release: [] } : holdEnv(spec.env, tools, 'exec 7<&-')
  const privileges = spec.privileges?.join(' ') ?? '-'
  const setup = [stage, spec.cwd ?? process.cwd(), user, tools, privileges, ...stepArguments(steps)]
  const processes = sandbox === undefined ? [] : ['--pid', '--fork', '--kill-child']
  const [program, ...words] = [
    ...(sandbox === undefined ? [] : [...apart, ...sandbox.enter, ...dieTogether(tools)]),
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
    ...release,
    spec.command,
    ...spec.args,
  ] as [string, ...string[]]
  const started = startProcess(program, words, {
    env: { ...env },
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
