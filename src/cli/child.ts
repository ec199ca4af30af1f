/** Runs another program in the foreground: its signals and its exit code are ours. */
import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { cannotStart, forwardSignals, startProcess } from '../kubernetes/node/index.ts'

/** The exit code, or 128 and the signal's number as shells count it; 127 and 126 where the command cannot be started. */
export function runInForeground(command: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const [program = '', ...words] = command
  const running = new Set<ChildProcess>()
  // Before the command starts: a signal that came in between would end us and leave the command behind.
  const stopForwarding = forwardSignals({
    source: process,
    targets: () => [...running].map((child) => ({ kill: (signal) => void child.kill(signal) })),
    onTerminal: process.stdin.isTTY,
  })
  const started = startProcess(program, words, { stdio: 'inherit', env: environment })
  if (!started.ok) {
    stopForwarding()
    console.error(`podpass: the command cannot be started: ${started.problem}`)
    return Promise.resolve(cannotStart)
  }
  const { child } = started
  running.add(child)
  return new Promise((resolve) => {
    const end = (code: number): void => {
      stopForwarding()
      resolve(code)
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      console.error(`podpass: ${explain(program, error)}`)
      end(error.code === 'ENOENT' ? 127 : cannotStart)
    })
    child.once('exit', (code, signal) => end(code ?? 128 + constants.signals[signal!]))
  })
}

const explain = (program: string, error: NodeJS.ErrnoException): string =>
  error.code === 'ENOENT'
    ? `\`${program}\` is not a command here`
    : `\`${program}\` cannot be started: ${error.message}`
