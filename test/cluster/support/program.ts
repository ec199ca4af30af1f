/** Runs the podpass program beside a test, as an operator would. */
import { spawn } from 'node:child_process'
import { until } from './objects.ts'

export interface RunningPodpass {
  readonly printed: () => string
  /** Waits until it has printed something that fits. */
  readonly prints: (pattern: RegExp) => Promise<void>
  readonly ended: Promise<number>
  readonly stop: () => Promise<void>
  /** Ends it as a crash does. */
  readonly kill: () => void
}

export function startPodpass(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningPodpass {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'src/cli/main.ts', ...args],
    {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text))
  const printed = (): string => said.join('')
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  const killNow = (): void => void child.kill('SIGKILL')
  process.once('exit', killNow)
  let hasEnded = false
  child.once('close', () => {
    hasEnded = true
    process.removeListener('exit', killNow)
  })
  return {
    printed,
    prints: (pattern) =>
      until(`${pattern} in: ${args.join(' ')}`, () => {
        if (pattern.test(printed())) return true
        if (hasEnded) throw new Error(`it ended without ${pattern}: ${args.join(' ')}: ${printed()}`)
        return false
      }),
    ended,
    kill: killNow,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
