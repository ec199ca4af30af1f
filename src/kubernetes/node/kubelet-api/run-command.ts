/** A command in a container whose input and output go over streams, whichever protocol carries these. */
import { execFile } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { constants } from 'node:os'
import type { PodContext, RunningContainer } from '../containers/context.ts'
import { execInside } from '../containers/exec-inside.ts'

export interface CommandChannels {
  readonly hasInput: boolean
  readonly onInput: (listener: (chunk: Buffer) => void) => void
  readonly onInputEnd: (listener: () => void) => void
  readonly onResize: (listener: (size: TerminalSize) => void) => void
  readonly write: (to: 'stdout' | 'stderr', chunk: Buffer) => void
  readonly isDraining: () => boolean
  readonly onDrain: (listener: () => void) => void
  /** The last word: a Status of Kubernetes, as JSON. */
  readonly finish: (status: Buffer) => void
  readonly onGone: (listener: () => void) => void
}

export interface TerminalSize {
  readonly width: number
  readonly height: number
}

export interface CommandWish {
  readonly command: readonly string[]
  readonly tty: boolean
}

export function runCommand(
  context: PodContext,
  running: RunningContainer,
  wish: CommandWish,
  channels: CommandChannels,
): void {
  const child = execInside(context, running, {
    ...wish,
    input: channels.hasInput || wish.tty ? 'pipe' : 'ignore',
  })
  if (child === undefined) return channels.finish(failed('container not running'))
  const streams = [child.stdout, child.stderr]
  for (const [index, name] of (['stdout', 'stderr'] as const).entries())
    streams[index]?.on('data', (chunk: Buffer) => {
      channels.write(name, chunk)
      if (channels.isDraining()) streams.forEach((stream) => stream?.pause())
    })
  channels.onDrain(() => streams.forEach((stream) => stream?.resume()))
  channels.onInput((chunk) => void child.stdin?.write(chunk))
  channels.onInputEnd(() => void child.stdin?.end())
  channels.onResize((size) => resize(child.pid, size))
  // A command that reads no input any more is no fault of ours.
  child.stdin?.on('error', () => undefined)
  channels.onGone(() => {
    child.stdin?.destroy()
    if (child.exitCode === null && child.signalCode === null) endGroup(child.pid)
  })
  child.once('error', (error) => channels.finish(failed(error.message)))
  child.once('close', (code, signal) => {
    const exit = code ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0))
    channels.finish(exit === 0 ? succeeded : exited(exit))
  })
}

const succeeded = Buffer.from(JSON.stringify({ metadata: {}, status: 'Success' }))

const exited = (code: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      metadata: {},
      status: 'Failure',
      message: `command terminated with non-zero exit code: exit status ${code}`,
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
    }),
  )

const failed = (message: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      metadata: {},
      status: 'Failure',
      message,
      reason: 'InternalError',
      details: { causes: [{ message }] },
      code: 500,
    }),
  )

/** Whoever stands before the command was started as the head of a group of its own. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** The terminal is that of a process below ours, once there is one. */
function resize(pid: number | undefined, size: TerminalSize, attempts = 20): void {
  if (pid === undefined || attempts === 0) return
  const terminal = terminalBelow(pid, 6)
  if (terminal === undefined) return void setTimeout(() => resize(pid, size, attempts - 1), 50).unref()
  const { width, height } = size
  execFile('stty', ['-F', terminal, 'cols', String(width), 'rows', String(height)], () => undefined)
}

function terminalBelow(pid: number, depth: number): string | undefined {
  const found = linksOf(pid).findIndex((path) => path.startsWith('/dev/pts/'))
  // By the process's own descriptor: its terminals may be no terminals of the machine's.
  if (found >= 0) return `/proc/${pid}/fd/${found}`
  if (depth === 0) return undefined
  for (const child of childrenOf(pid)) {
    const below = terminalBelow(child, depth - 1)
    if (below !== undefined) return below
  }
  return undefined
}

function linksOf(pid: number): readonly string[] {
  try {
    return [0, 1, 2].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  } catch {
    return []
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((text) => text !== '')
      .map(Number)
  } catch {
    return []
  }
}
