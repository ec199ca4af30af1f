/** Runs a credential plugin: bounded in time and output, its complaints passed on in short. */
import { execFile } from 'node:child_process'

/** What the program printed; rejects with a message for people when it failed. */
export type RunProgram = (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  installHint?: string,
) => Promise<string>

const timeLimit = 60_000
const outputLimit = 1024 * 1024

export const runProgram: RunProgram = (command, args, env, installHint) =>
  new Promise((resolve, reject) => {
    const options = {
      env: { ...process.env, ...env },
      timeout: timeLimit,
      killSignal: 'SIGKILL',
      maxBuffer: outputLimit,
    } as const
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(explain(command, error, stderr, installHint)))
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end()
  })

function explain(
  command: string,
  error: Error & { code?: unknown; killed?: boolean },
  stderr: string,
  installHint: string | undefined,
): string {
  const named = `the kubeconfig's exec plugin \`${command}\``
  if (error.code === 'ENOENT')
    return `${named} was not found${installHint === undefined ? '' : `: ${installHint.trim()}`}`
  if (error.killed === true) return `${named} took longer than ${timeLimit / 1000} s or printed too much`
  const words = stderr.trim().slice(-300)
  return `${named} failed${typeof error.code === 'number' ? ` with code ${error.code}` : ''}${words === '' ? '' : `: ${words}`}`
}
