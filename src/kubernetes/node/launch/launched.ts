/** A command that was started: its streams, its end, and how a signal reaches it. */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import type { LaunchSpec } from './launch.ts'
import { cannotStart } from './start-process.ts'

export interface Launched {
  readonly isolation: 'namespace' | 'rewritten'
  readonly pid: number | undefined
  /** The command itself, where what we started stands before it. */
  readonly innerPid: () => number | undefined
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  readonly kill: (signal: NodeJS.Signals) => void
  /** The words that run a command inside, where a container runtime has it. */
  readonly execWords?: (wish: { readonly input: boolean; readonly tty: boolean }) => readonly string[]
  /** The command's exit code, or 128 and the signal's number. */
  readonly exited: Promise<number>
}

/** What a shell exits with where there is no such command, and a container's runtime where there is no such directory. */
export const notStarted = 127

export const launchedOf = (
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

export function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** As a shell reports it; 127 and 126 where the command could not be started. */
export function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? notStarted : cannotStart),
    )
    child.once('close', (code, signal) =>
      resolve(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0)),
    )
  })
}

export function neverStarted(spec: LaunchSpec, problem: string, isolation: Launched['isolation']): Launched {
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

export const stdioOf = ({
  input = 'inherit',
  output = 'inherit',
}: LaunchSpec): ('inherit' | 'ignore' | 'pipe')[] => [input, output, output]
