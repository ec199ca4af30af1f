/** Runs programs of this machine against an installation, with nothing of the surroundings that would lead them elsewhere. */
import { execFile, execFileSync } from 'node:child_process'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export type Environment = Readonly<Record<string, string>>

/** Whether the machine has it. */
export function has(program: string, ...words: string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export function runProgram(
  program: string,
  words: readonly string[],
  env: Environment,
  input = '',
  { timeout = 30_000, cwd }: { readonly timeout?: number; readonly cwd?: string } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      words,
      { env: { ...cleanEnvironment(), ...env }, timeout, cwd, maxBuffer: 1 << 24 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code
        if (typeof code === 'number') resolve({ code, stdout, stderr })
        else reject(error!)
      },
    )
    child.stdin!.on('error', () => undefined).end(input)
  })
}

const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^AWS_|_proxy$/i.test(name)))
