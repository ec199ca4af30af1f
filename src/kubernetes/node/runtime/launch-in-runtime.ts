/** Starts a container that was made, and gives it as a command that was started: its output, its end, and how a signal reaches it. */
import type { ChildProcess } from 'node:child_process'
import type { Launched } from '../launch/launched.ts'
import type { Found } from '../problem.ts'
import type { ContainerRuntime } from './runtime.ts'

/** Milliseconds that the last of the output has to come in, once the container has ended. */
const lastOutput = 3000

/** It is taken away when it has ended, or when it cannot be started. */
export async function launchInRuntime(
  runtime: ContainerRuntime,
  id: string,
  say: (line: string) => void,
): Promise<Found<Launched>> {
  const started = await runtime.start(id)
  if (!started.ok) {
    await runtime.remove([id])
    return started
  }
  const output = runtime.follow(id)
  const isRead = new Promise<void>((resolve) => {
    output.once('error', () => resolve())
    output.once('close', () => resolve())
  })
  const exited = (async () => {
    const code = await runtime.wait(id)
    await endOutput(output, isRead)
    await runtime.remove([id])
    return code
  })()
  return {
    ok: true,
    value: {
      isolation: 'namespace',
      pid: output.pid,
      innerPid: () => undefined,
      stdout: output.stdout,
      stderr: output.stderr,
      kill: (signal) => void kill(runtime, id, signal, say),
      execWords: (wish) => runtime.execWords(id, wish),
      exited,
    },
  }
}

async function kill(
  runtime: ContainerRuntime,
  id: string,
  signal: string,
  say: (line: string) => void,
): Promise<void> {
  const killed = await runtime.kill(id, signal)
  // One that has ended in the meantime has no ear for it.
  if (
    !killed.ok &&
    !/no such container|not running|can only kill running|improper state/i.test(killed.problem)
  )
    say(`${signal} does not reach container ${id.slice(0, 12)}: ${killed.problem}`)
}

async function endOutput(output: ChildProcess, isRead: Promise<void>): Promise<void> {
  const timer = setTimeout(() => output.kill('SIGKILL'), lastOutput)
  await isRead
  clearTimeout(timer)
}
