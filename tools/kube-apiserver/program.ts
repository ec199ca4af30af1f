/** A program that runs beside us: its log in a file, and never longer than we do. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'

export interface ProgramFacts {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly log: string
}

export interface RunningProgram {
  readonly name: string
  hasEnded(): boolean
  /** The end of its log. */
  lastWords(): string
  stop(): Promise<void>
}

export function startProgram({ name, program, args, log }: ProgramFacts): RunningProgram {
  const output = openSync(log, 'a', 0o600)
  const child = spawn(program, args, { stdio: ['pipe', output, output] })
  closeSync(output)
  let failure = ''
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', (error) => {
      failure = error.message
      resolve()
    })
  })
  let ended = false
  void exited.then(() => (ended = true))
  const killNow = (): void => void child.kill('SIGKILL')
  process.once('exit', killNow)
  return {
    name,
    hasEnded: () => ended,
    lastWords: () => `${failure}${readFileSync(log, 'utf8').slice(-2000)}`,
    // Nothing of it is kept, and what it would wait for are connections of ours.
    stop: async () => {
      killNow()
      await exited
      process.removeListener('exit', killNow)
    },
  }
}
