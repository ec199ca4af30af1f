/** Runs a command of a container runtime's CLI to its end and keeps what it says. */
import { spawn, type ChildProcess } from 'node:child_process'
import { exitOf } from '../launch/launched.ts'

/** The program and the words that stand before every command. */
export interface Cli {
  readonly program: string
  readonly words: readonly string[]
}

export interface Answer {
  readonly code: number
  readonly out: string
  /** The reason of a failure, in one line. */
  readonly problem: string
}

const longestAnswer = 1024 * 1024

export const startCli = (
  { program, words }: Cli,
  command: readonly string[],
  input: 'ignore' | 'pipe' = 'ignore',
): ChildProcess => spawn(program, [...words, ...command], { stdio: [input, 'pipe', 'pipe'], detached: true })

export async function runCli(cli: Cli, command: readonly string[]): Promise<Answer> {
  const child = startCli(cli, command)
  let [out, said] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => (out = (out + String(chunk)).slice(0, longestAnswer)))
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + String(chunk)).slice(-longestAnswer)))
  child.once('error', (error) => (said = error.message))
  const code = await exitOf(child)
  return { code, out: out.trim(), problem: reasonIn(said) || `${cli.program} ended with ${code}` }
}

/** What went wrong stands in the last line, behind warnings and progress. */
export function reasonIn(said: string): string {
  const last = said.trim().split('\n').at(-1) ?? ''
  return last
    .replaceAll(/\p{Cc}/gu, ' ')
    .replace(/^Error:? (?:response from daemon: )?/i, '')
    .trim()
    .slice(0, 1000)
}
