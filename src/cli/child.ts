/** Runs another program in the foreground: its signals and its exit code are ours. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Failure } from './failure.ts'

const forwarded: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']

/** The exit code, or 128 and the signal's number as shells count it. */
export function runInForeground(command: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { stdio: 'inherit', env: environment })
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal)
    for (const signal of forwarded) process.on(signal, forward)
    const stop = (): void => forwarded.forEach((signal) => process.off(signal, forward))
    child.once('error', (error: NodeJS.ErrnoException) => {
      stop()
      reject(new Failure(error.code === 'ENOENT' ? `\`${command[0]}\` is not a command here` : error.message))
    })
    child.once('exit', (code, signal) => {
      stop()
      resolve(code ?? 128 + constants.signals[signal!])
    })
  })
}
